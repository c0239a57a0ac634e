namespace Aops.Contracts.Wire.Runs;

/// <summary>The payload of a <see cref="RunEnvelope"/>: what an operator has signed.</summary>
public sealed record SignedCommand
{
    /// <summary>Schema version of this record; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>A host takes each once, whatever run a server gives it for.</summary>
    public required string Nonce { get; init; }

    /// <summary>Identities or names of hosts, with <c>*</c> and <c>?</c>; none of them means no host.</summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>It is not started after this time, UTC.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>What is run.</summary>
    public required RunCommand Command { get; init; }
}
