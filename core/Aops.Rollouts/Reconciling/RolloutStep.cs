namespace Aops.Rollouts.Reconciling;

/// <summary>What a step changes. It is stored in one transaction, or not at all.</summary>
public sealed record RolloutStep
{
    /// <summary>The rollout afterwards.</summary>
    public required RolloutStanding Rollout { get; init; }

    /// <summary>Its stages afterwards.</summary>
    public required IReadOnlyList<StageStanding> Stages { get; init; }

    /// <summary>The assignments that changed.</summary>
    public required IReadOnlyList<AssignmentChange> Changes { get; init; }

    /// <summary>Whether there is more to do at once: the step was full.</summary>
    public bool HasMore { get; init; }

    /// <summary>When the clock alone leads to the next step, UTC; null where only a change does.</summary>
    public DateTimeOffset? NextAt { get; init; }
}

/// <summary>An assignment before and after a step.</summary>
/// <param name="Index">Its place in <see cref="RolloutFacts.Assignments"/>.</param>
/// <param name="Before">Before.</param>
/// <param name="After">After.</param>
public sealed record AssignmentChange(int Index, Assignment Before, Assignment After)
{
    /// <summary>
    /// Where the row (host, layer) goes in the same transaction: true to the new revision, false back to the one before;
    /// null where it stays.
    /// </summary>
    public bool? MovesTo => Before.IsTold == After.IsTold ? null : After.IsTold;
}
