namespace Aops.Server.Layers;

/// <summary>A freeze of the whole fleet.</summary>
internal sealed record Freeze
{
    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>Who froze it.</summary>
    public required string Author { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When it ends by itself; absent where an operator has to end it.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What is told of what waits for its end.</summary>
    public string Describe() => $"The fleet is frozen by {Author}: {Reason.TrimEnd('.')}.";

    /// <summary>Whether it is in force.</summary>
    public bool Holds(DateTimeOffset now) => Until is not { } until || now < until;
}
