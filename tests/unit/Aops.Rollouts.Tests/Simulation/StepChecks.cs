using Aops.Rollouts.Hosts;
using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;

namespace Aops.Rollouts.Tests.Simulation;

/// <summary>What holds of every step, counted here by other means than the reconciler has.</summary>
internal sealed class StepChecks
{
    public int Ordered { get; private set; }

    public void Check(RolloutFacts facts, RolloutStep step)
    {
        var after = facts.Assignments.ToArray();
        foreach (var change in step.Changes)
        {
            Assert.Same(after[change.Index], change.Before);
            after[change.Index] = change.After;
        }
        Assert.True(step.Changes.Count <= facts.ChangesMax);
        OrdersOnlyWhileRunning(facts, step);
        OrdersOnlyWhereThereIsRoom(facts, step, after);
        NeverDisturbsATrial(step);
        WithdrawsWhatHasNotSwitched(facts, step, after);
        IsPure(facts, step);
    }

    private static bool IsOrder(AssignmentChange change) => change.After.Attempt > change.Before.Attempt;

    private static bool IsOpen(Assignment host) => host.State is AssignmentState.Ordered or AssignmentState.Downloading
        or AssignmentState.Staged or AssignmentState.Trial or AssignmentState.Blameless;

    private void OrdersOnlyWhileRunning(RolloutFacts facts, RolloutStep step)
    {
        var ordered = step.Changes.Count(IsOrder);
        Ordered += ordered;
        if (ordered == 0) return;
        Assert.Equal(RolloutState.Running, step.Rollout.State);
        Assert.False(facts.IsFrozen && !step.Rollout.Strategy.IgnoresFreeze);
    }

    private static void OrdersOnlyWhereThereIsRoom(RolloutFacts facts, RolloutStep step, Assignment[] after)
    {
        var strategy = step.Rollout.Strategy;
        foreach (var index in step.Changes.Where(IsOrder).Select(change => change.After.Stage).Distinct())
        {
            var hosts = after.Where(host => host.Stage == index
                && host.State is not (AssignmentState.Excluded or AssignmentState.Superseded)).ToList();
            bool IsProven(Assignment host) =>
                host.State == AssignmentState.Succeeded && host.SettledAt + strategy.Soak <= facts.Now;
            var unproven = hosts.Count(host => IsOpen(host)
                || (host.State == AssignmentState.Succeeded && !IsProven(host)));
            var stage = step.Stages[index];
            Assert.True(StageTable.Orders(stage.State));
            var allowed = stage.State == StageState.Canary
                ? stage.Canaries
                : strategy.Ramp.Width(hosts.Count(host => IsProven(host) && !host.IsCanary && host.Attempt > 0), hosts.Count);
            Assert.True(unproven <= allowed, $"{unproven} hosts are unproven, and {allowed} may be");
        }
    }

    private static void NeverDisturbsATrial(RolloutStep step) => Assert.DoesNotContain(step.Changes,
        change => change.Before.State == AssignmentState.Trial
            && change.After.State is AssignmentState.Withdrawn or AssignmentState.Eligible or AssignmentState.WaitingOffline);

    private static void WithdrawsWhatHasNotSwitched(RolloutFacts facts, RolloutStep step, Assignment[] after)
    {
        if (step.HasMore) return;
        var isStill = RolloutTable.Withdraws(step.Rollout.State)
            || (facts.IsFrozen && !step.Rollout.Strategy.IgnoresFreeze && step.Rollout.State == RolloutState.Running);
        if (!isStill) return;
        Assert.DoesNotContain(after, host => IsOpen(host) && host.State != AssignmentState.Trial);
        Assert.DoesNotContain(after, host => host is { State: AssignmentState.Lost, IsTold: true }
            && facts.Reports[host.HostId].Phase != ReportPhase.Trial);
    }

    // A server that was killed before a step was stored decides the same again.
    private static void IsPure(RolloutFacts facts, RolloutStep step)
    {
        var again = Reconciler.Next(facts);
        Assert.Equal(step.Rollout, again.Rollout);
        Assert.Equal(step.Stages, again.Stages);
        Assert.Equal(step.Changes, again.Changes);
    }
}
