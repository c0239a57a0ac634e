namespace Aops.Server.Heartbeats.Instances;

/// <summary>What is known of the instances of one identity.</summary>
internal sealed record InstanceState
{
    /// <summary>The instance that sent the last accepted heartbeat.</summary>
    public required InstanceMark Current { get; init; }

    /// <summary>Instances in the order of their first heartbeat, some of the older ones left out.</summary>
    public required IReadOnlyList<InstanceMark> Seen { get; init; }

    /// <summary>The instance that came second to a living one: its heartbeats are refused.</summary>
    public InstanceMark? Rival { get; init; }

    /// <summary>When two instances were last seen; null for never.</summary>
    public DateTimeOffset? RivalAt { get; init; }

    /// <summary>When an instance came back that another one had followed: a restored snapshot, or the first sign of two.</summary>
    public DateTimeOffset? ReturnedAt { get; init; }

    /// <summary>The counter that was given last.</summary>
    public required long Counter { get; init; }

    /// <summary>The counter that came with the last accepted heartbeat: it comes again where an answer was lost.</summary>
    public required long Shown { get; init; }

    /// <summary>Start of the process that sent the last accepted heartbeat.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>The newest start of any process that was accepted.</summary>
    public required DateTimeOffset NewestStart { get; init; }

    /// <summary>Number of the last accepted heartbeat.</summary>
    public required long Sequence { get; init; }
}
