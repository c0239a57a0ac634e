namespace Aops.Server.Heartbeats.Instances;

/// <summary>The known state of the instances of one identity.</summary>
internal sealed record InstanceState
{
    /// <summary>The instance that sent the last accepted heartbeat.</summary>
    public required InstanceMark Current { get; init; }

    /// <summary>Instances in the order of their first heartbeat; some of the older ones are dropped.</summary>
    public required IReadOnlyList<InstanceMark> Seen { get; init; }

    /// <summary>
    /// The instance that appeared second while the first one was running; its heartbeats are refused.
    /// </summary>
    public InstanceMark? Rival { get; init; }

    /// <summary>When two instances were last seen; null for never.</summary>
    public DateTimeOffset? RivalAt { get; init; }

    /// <summary>
    /// When an earlier instance came back after its successor: a restored snapshot, or the first sign of
    /// two.
    /// </summary>
    public DateTimeOffset? ReturnedAt { get; init; }

    /// <summary>The counter that was assigned last.</summary>
    public required long Counter { get; init; }

    /// <summary>The counter in the last accepted heartbeat, which is repeated if a reply was lost.</summary>
    public required long Shown { get; init; }

    /// <summary>Start time of the process that sent the last accepted heartbeat.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The newest start time of any accepted process.</summary>
    public required DateTimeOffset NewestStart { get; init; }

    /// <summary>Sequence number of the last accepted heartbeat.</summary>
    public required long Sequence { get; init; }
}
