using Aops.Rollouts.Reconciling;
using Aops.Server.Audit;

namespace Aops.Server.Rollouts;

/// <summary>A step of a rollout that is to be stored.</summary>
internal sealed record StepOrder
{
    /// <summary>The rollout as the step was decided from.</summary>
    public required RolloutRecord Before { get; init; }

    /// <summary>Its hosts as the step was decided from.</summary>
    public required IReadOnlyList<RolloutHost> Hosts { get; init; }

    /// <summary>The step.</summary>
    public required RolloutStep Step { get; init; }

    /// <summary>What else of the rollout changes.</summary>
    public Func<RolloutRecord, RolloutRecord> Change { get; init; } = static rollout => rollout;

    /// <summary>The act of an operator; null for a step of the server by itself, which carries out the start.</summary>
    public AuditChange? Act { get; init; }

    /// <summary>Whether hosts that tried the revision are to try it again: they need a new order of it.</summary>
    public bool IsRenewed { get; init; }

    /// <summary>What each host had reported before it is ordered (<see cref="SeenReports"/>).</summary>
    public Func<string, string> Seen { get; init; } = static _ => "";

    /// <summary>The name of each host, for events.</summary>
    public Func<string, string?> NameOf { get; init; } = static _ => null;

    public required DateTimeOffset Now { get; init; }
}
