using Aops.Contracts;
using Aops.Rollouts.Reconciling;
using Aops.Server.Audit;

namespace Aops.Server.Rollouts;

/// <summary>What the audit is told of rollouts.</summary>
internal static class RolloutAudit
{
    /// <summary>A rollout is made, or planned again.</summary>
    /// <param name="kind">Which of both.</param>
    public static AuditChange Planned(string kind, RolloutRecord rollout) => new(kind, $"rollout:{rollout.Id}")
    {
        After = Describe(rollout, rollout.Standing).Set("base", rollout.Base).Set("planHash", rollout.Plan.PlanHash)
            .Set("strategy", rollout.Standing.Strategy.Name),
        Hosts = rollout.Plan.Hosts,
        Reason = rollout.Reason,
    };

    /// <summary>An operator's word on a rollout.</summary>
    /// <param name="kind">Which.</param>
    /// <param name="rollout">The rollout before.</param>
    /// <param name="step">What it leads to.</param>
    /// <param name="reason">Why, in the operator's words; null for none.</param>
    public static AuditChange Told(string kind, RolloutRecord rollout, RolloutStep step, string? reason) =>
        new(kind, $"rollout:{rollout.Id}")
        {
            Before = Describe(rollout, rollout.Standing),
            After = Describe(rollout, step.Rollout),
            Hosts = kind is AuditKinds.RolloutStart or AuditKinds.RolloutUndo ? rollout.Plan.Hosts : step.Changes.Count,
            // What follows of it is carried out under this row.
            OperationId = kind == AuditKinds.RolloutStart ? rollout.Id : null,
            Reason = reason,
        };

    private static AuditFields Describe(RolloutRecord rollout, RolloutStanding standing) => new AuditFields()
        .Set("layer", rollout.Layer.Text).Set("state", KebabName.Of(standing.State));
}
