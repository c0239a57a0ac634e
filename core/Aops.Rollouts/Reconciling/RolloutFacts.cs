using Aops.Rollouts.Hosts;

namespace Aops.Rollouts.Reconciling;

/// <summary>Everything that a step is decided from.</summary>
public sealed record RolloutFacts
{
    /// <summary>The time, UTC.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The rollout.</summary>
    public required RolloutStanding Rollout { get; init; }

    /// <summary>Its stages, one for each of the strategy.</summary>
    public required IReadOnlyList<StageStanding> Stages { get; init; }

    /// <summary>Its hosts, by stage and position.</summary>
    public required IReadOnlyList<Assignment> Assignments { get; init; }

    /// <summary>What is known of each host; one that is not there was removed.</summary>
    public required IReadOnlyDictionary<string, HostReport> Reports { get; init; }

    /// <summary>Whether the whole fleet is frozen.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>Which of its versions its publisher has withdrawn since it was made, as a clause; null for none.</summary>
    public string? Withdrawn { get; init; }

    /// <summary>The most assignments that one step changes: what one transaction should hold.</summary>
    public int ChangesMax { get; init; } = 500;
}
