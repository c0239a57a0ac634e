using Aops.Contracts;
using Aops.Rollouts.Failures;
using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Server.Layers;

namespace Aops.Server.Rollouts;

/// <summary>Rollouts as they are shown.</summary>
internal static class RolloutPresenter
{
    private static readonly (RolloutTrigger Trigger, string Verb)[] Verbs =
    [
        (RolloutTrigger.Plan, "plan"), (RolloutTrigger.Start, "start"), (RolloutTrigger.Pause, "pause"),
        (RolloutTrigger.Resume, "resume"), (RolloutTrigger.Abort, "abort"), (RolloutTrigger.Undo, "undo"),
    ];

    /// <summary>A rollout as it is listed.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="freeze">The freeze of the fleet; null for none.</param>
    public static RolloutView Show(RolloutRecord rollout, Freeze? freeze)
    {
        var counts = RolloutCounts.Sum(rollout.Counts);
        var standing = rollout.Standing;
        var mayBeFrozen = standing.State == RolloutState.Running && !standing.Strategy.IgnoresFreeze;
        return new RolloutView
        {
            Id = rollout.Id,
            Layer = rollout.Layer.Text,
            State = KebabName.Of(rollout.State),
            Since = rollout.Standing.Since,
            Why = mayBeFrozen && freeze is not null ? $"the fleet is frozen: {freeze.Reason}" : standing.Reason,
            Reason = rollout.Reason,
            Strategy = rollout.Standing.Strategy.Name,
            Revision = rollout.Revision,
            Base = rollout.Base,
            PlanHash = rollout.Plan.PlanHash,
            Hosts = rollout.Plan.Hosts,
            Counts = counts,
            Attempted = RolloutCounts.CountAttempted(counts),
            Charged = RolloutCounts.CountCharged(counts),
            IsHindered = rollout.Standing.IsHindered,
            CreatedAt = rollout.CreatedAt,
            CreatedBy = rollout.CreatedBy,
            StartedAt = rollout.StartedAt,
            EndedAt = rollout.EndedAt,
            UndoOf = rollout.UndoOf,
            UndoneBy = rollout.UndoneBy,
        };
    }

    /// <summary>A rollout whole.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="before">What the layer said when it was made.</param>
    /// <param name="attempted">Hosts with a verdict.</param>
    /// <param name="isDry">Whether nothing was changed.</param>
    /// <param name="freeze">The freeze of the fleet; null for none.</param>
    public static RolloutDetail ShowWhole(
        RolloutRecord rollout, LayerDocument? before, IReadOnlyList<RolloutHost> attempted, bool isDry,
        Freeze? freeze = null) => new()
    {
        Rollout = Show(rollout, freeze) with { DryRun = isDry ? true : null },
        Strategy = StrategyForm.Show(rollout.Standing.Strategy),
        Plan = rollout.Plan,
        Changes = LayerFields.WithoutOrders(LayerFields.Differ(before, rollout.Document)),
        Stages = [.. rollout.Stages.Select((stage, index) => Show(rollout, stage, index))],
        Approvers = rollout.Approvers,
        ApprovalsNeeded = rollout.Standing.Strategy.Approval.Needed(rollout.Plan.Hosts),
        Failures = [.. Clusters(attempted)],
        Verbs = ListVerbs(rollout),
    };

    /// <summary>A host of a rollout.</summary>
    /// <param name="hostname">Its name; null where it has left the fleet.</param>
    public static RolloutHostView Show(RolloutRecord rollout, RolloutHost host, string? hostname)
    {
        var assignment = host.Assignment;
        return new RolloutHostView
        {
            Id = host.Id,
            Hostname = hostname,
            State = KebabName.Of(assignment.State),
            Why = AssignmentSentence.Of(rollout.Standing, rollout.Stages, assignment),
            Since = assignment.Since,
            Stage = rollout.Standing.Strategy.Stages[assignment.Stage].Name,
            IsCanary = assignment.IsCanary,
            Percent = assignment.Percent,
            Attempt = assignment.Attempt,
            Exclusion = assignment.Exclusion is { } exclusion ? KebabName.Of(exclusion) : null,
            Cause = assignment.Cause is { } cause ? KebabName.Of(cause) : null,
            DeadlineAt = assignment.DeadlineAt,
            Distribution = host.Traits.Distribution,
            Kernel = host.Traits.Kernel,
            Architecture = host.Traits.Architecture,
        };
    }

    private static StageView Show(RolloutRecord rollout, StageStanding stage, int index)
    {
        var counts = index < rollout.Counts.Count ? rollout.Counts[index] : new Dictionary<string, int>();
        return new StageView
        {
            Name = rollout.Standing.Strategy.Stages[index].Name,
            State = KebabName.Of(stage.State),
            Wait = KebabName.Of(stage.Wait),
            Since = stage.Since,
            Canaries = stage.Canaries,
            Counts = counts,
            Attempted = RolloutCounts.CountAttempted(counts),
            Charged = RolloutCounts.CountCharged(counts),
        };
    }

    // Hosts that had what they should before they were ordered were not tried.
    private static IEnumerable<ClusterView> Clusters(IReadOnlyList<RolloutHost> attempted)
    {
        var hosts = attempted.Where(host => host.Assignment.Attempt > 0).Select(host => new AttemptedHost(
            host.Traits, AssignmentTable.IsCharged(host.Assignment.State), host.Assignment.Reason)).ToList();
        return FailureClusters.Find(hosts).Select(cluster => new ClusterView(
            cluster.Reason, cluster.Hosts,
            [
                .. cluster.Traits.Select(trait => new TraitView
                {
                    Name = trait.Name, Value = trait.Value, Charged = trait.Charged, Attempted = trait.Attempted,
                    Lift = Math.Round(trait.Lift, 2),
                }),
            ]));
    }

    private static List<string> ListVerbs(RolloutRecord rollout)
    {
        var (state, table) = (rollout.State, RolloutTable.Table);
        var verbs = Verbs.Where(row => table.Allows(state, row.Trigger)
            && (row.Trigger != RolloutTrigger.Start || state == RolloutState.Planned)).Select(row => row.Verb).ToList();
        if (state == RolloutState.AwaitingApproval || rollout.Stages.Any(stage => stage.Wait == StageWait.Approval))
            verbs.Add("approve");
        if (!RolloutTable.HasBegun(state) || RolloutTable.IsEnded(state) || RolloutTable.Closes(state)) return verbs;
        if (rollout.Stages.Any(stage => StageTable.Table.Allows(stage.State, StageTrigger.Skip))) verbs.Add("skip");
        verbs.Add("retry");
        return verbs;
    }
}
