using Aops.Rollouts.Hosts;
using Aops.Rollouts.States;

namespace Aops.Rollouts.Reconciling;

/// <summary>One host in one rollout.</summary>
public sealed record Assignment
{
    /// <summary>The host.</summary>
    public required string HostId { get; init; }

    /// <summary>Index of its stage.</summary>
    public required int Stage { get; init; }

    /// <summary>Its place within the stage: a hash of rollout and host.</summary>
    public required ulong Position { get; init; }

    /// <summary>Whether it is one of the canaries of its stage.</summary>
    public bool IsCanary { get; init; }

    /// <summary>Bytes that it is expected to download.</summary>
    public long Bytes { get; init; }

    /// <summary>Its zone by the name of the tz database; null where it is not known.</summary>
    public string? Zone { get; init; }

    /// <summary>Its state.</summary>
    public AssignmentState State { get; init; } = AssignmentState.Eligible;

    /// <summary>Since when, UTC.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Whether its row (host, layer) has the new revision.</summary>
    public bool IsTold { get; init; }

    /// <summary>How often it was ordered.</summary>
    public int Attempt { get; init; }

    /// <summary>How many of its orders were taken back because they were hindered.</summary>
    public int Excuses { get; init; }

    /// <summary>What hindered its order last; null for nothing, and once it got as far as staged.</summary>
    public BlamelessCause? Cause { get; init; }

    /// <summary>When the host is lost, UTC; null where it was not ordered.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>When its verdict was given, UTC; null where none was.</summary>
    public DateTimeOffset? SettledAt { get; init; }

    /// <summary>What made it a regression; <see cref="HostSickness.None"/> in every other state.</summary>
    public HostSickness Sickness { get; init; }

    /// <summary>How much of the download is done, 0 to 100; null where it does not tell.</summary>
    public int? Percent { get; init; }

    /// <summary>Why it is excluded; null in every other state.</summary>
    public Exclusion? Exclusion { get; init; }

    /// <summary>Why it is in its state, in the words of the host or of the reconciler; null where the state says all.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether it has succeeded for as long as the soak.</summary>
    /// <param name="now">The time, UTC.</param>
    /// <param name="soak">The soak of the strategy.</param>
    public bool IsProven(DateTimeOffset now, TimeSpan soak) =>
        State == AssignmentState.Succeeded && now - SettledAt >= soak;

    /// <summary>Whether it takes room in its stage: ordered and not proven.</summary>
    /// <param name="now">The time, UTC.</param>
    /// <param name="soak">The soak of the strategy.</param>
    public bool IsUnproven(DateTimeOffset now, TimeSpan soak) =>
        AssignmentTable.IsOpen(State) || (State == AssignmentState.Succeeded && !IsProven(now, soak));
}
