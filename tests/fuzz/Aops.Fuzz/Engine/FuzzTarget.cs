namespace Aops.Fuzz.Engine;

/// <summary>A reader of foreign bytes, and what it may do with them.</summary>
internal sealed record FuzzTarget
{
    /// <summary>Name on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>Valid inputs that all others are made of.</summary>
    public required Func<IReadOnlyList<byte[]>> Seeds { get; init; }

    /// <summary>Reads an input, uses what it makes of it, and returns a short text that tells outcomes apart.</summary>
    public required Func<byte[], string> Read { get; init; }

    /// <summary>Whether an exception is the declared refusal of the reader; most have none.</summary>
    public Func<Exception, bool> IsDeclared { get; init; } = _ => false;

    /// <summary>What inputs are made of.</summary>
    public InputKind Kind { get; init; } = InputKind.Bytes;

    /// <summary>Words that mutations put in.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Inputs of a run that names no other number.</summary>
    public long InputsDefault { get; init; } = 1_000_000;
}
