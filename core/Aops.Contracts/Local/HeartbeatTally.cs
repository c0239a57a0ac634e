namespace Aops.Contracts.Local;

/// <summary>How the heartbeats of one life of spm went: what a judge of a trial is told.</summary>
public sealed record HeartbeatTally
{
    /// <summary>How many the server accepted.</summary>
    public required long Accepted { get; init; }

    /// <summary>How many failed, for whatever reason.</summary>
    public required long Failed { get; init; }

    /// <summary>Whether the last one failed by an answer of the server, and not on the way to it.</summary>
    public bool IsRefused { get; init; }

    /// <summary>
    /// Why the last one failed, at most <see cref="Limits.HeartbeatFaultCharsMax"/> characters; null while they are accepted.
    /// </summary>
    public string? Fault { get; init; }
}
