namespace Aops.Contracts.Local;

/// <summary>Counts the heartbeats of one run of spm; spa's trial judge reads it.</summary>
public sealed record HeartbeatTally
{
    /// <summary>Heartbeats that the server accepted.</summary>
    public required long Accepted { get; init; }

    /// <summary>Heartbeats that failed, for any reason.</summary>
    public required long Failed { get; init; }

    /// <summary>Whether the last failure was a reply of the server, not a fault of the network.</summary>
    public bool IsRefused { get; init; }

    /// <summary>
    /// Reason of the last failure, at most <see cref="Limits.HeartbeatFaultCharsMax"/> characters; null while
    /// heartbeats are accepted.
    /// </summary>
    public string? Fault { get; init; }
}
