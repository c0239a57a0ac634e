using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;

namespace Aops.Rollouts.Reconciling;

/// <summary>How a rollout stands, without its stages and hosts.</summary>
public sealed record RolloutStanding
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>How it goes.</summary>
    public required RolloutStrategy Strategy { get; init; }

    /// <summary>Its state.</summary>
    public RolloutState State { get; init; }

    /// <summary>Since when, UTC.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>Why it is in its state; null where the state says all.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Verdicts up to this time, UTC, are not counted against the budget any more: an operator saw them and let the
    /// rollout go on.
    /// </summary>
    public DateTimeOffset? BudgetSince { get; init; }

    /// <summary>Until when the bytes of the hosts that were ordered are paid for, UTC.</summary>
    public DateTimeOffset? PaidUntil { get; init; }

    /// <summary>
    /// Whether most of the open orders are hindered by the server, the repository or the network: an alarm of its own, as
    /// no host is charged for it.
    /// </summary>
    public bool IsHindered { get; init; }
}
