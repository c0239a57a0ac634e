using System.Globalization;
using Aops.Rollouts.Hosts;
using Aops.Rollouts.Planning;
using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;

namespace Aops.Rollouts.Tests.Simulation;

/// <summary>A rollout over simulated hosts on a clock of its own. Every step is checked against the invariants.</summary>
internal sealed class SimulatedFleet
{
    public static readonly DateTimeOffset Start = DateTimeOffset.Parse("2026-03-02T08:00:00Z", CultureInfo.InvariantCulture);

    public static readonly RolloutStrategy NoCanary = RolloutStrategy.Default with { Canary = new(0, 0) };

    private readonly StepChecks _checks = new();
    private List<Assignment> _assignments;
    private IReadOnlyList<StageStanding> _stages;

    public SimulatedFleet(RolloutStrategy strategy, IEnumerable<SimulatedHost> hosts, Func<SimulatedHost, int?>? stageOf = null)
    {
        Hosts = hosts.ToDictionary(host => host.Id);
        foreach (var host in Hosts.Values) host.Tick(Now, isRepositoryDead: false);
        Input = new PlanInput
        {
            RolloutId = "r1", Layer = "fleet", From = 1, To = 2, Strategy = strategy, Now = Now,
            HostTime = TimeSpan.FromSeconds(90),
            Hosts = [.. Hosts.Values.Select(host => ToPlan(host, stageOf?.Invoke(host) ?? 0))],
        };
        Plan = RolloutPlanner.Plan(Input);
        _assignments = [.. Plan.Assignments];
        _stages = Plan.ToStandings(Now);
        Rollout = new RolloutStanding { Id = "r1", Strategy = strategy, State = RolloutState.Planned, Since = Now };
    }

    public PlanInput Input { get; }

    public RolloutPlan Plan { get; }

    public Dictionary<string, SimulatedHost> Hosts { get; }

    public DateTimeOffset Now { get; private set; } = Start;

    public bool IsFrozen { get; set; }

    public bool IsRepositoryDead { get; set; }

    public int ChangesMax { get; init; } = 500;

    public RolloutStanding Rollout { get; private set; }

    public IReadOnlyList<StageStanding> Stages => _stages;

    public IReadOnlyList<Assignment> Assignments => _assignments;

    public DateTimeOffset? NextAt { get; private set; }

    /// <summary>Steps whose orders were looked at, for a test that wants to know that there were any.</summary>
    public int Ordered => _checks.Ordered;

    public RolloutFacts Facts => new()
    {
        Now = Now, Rollout = Rollout, Stages = _stages, Assignments = _assignments, IsFrozen = IsFrozen, ChangesMax = ChangesMax,
        Reports = Hosts.ToDictionary(host => host.Key, host => host.Value.Report),
    };

    public int Count(params AssignmentState[] states) => _assignments.Count(assignment => states.Contains(assignment.State));

    public int Charged => _assignments.Count(assignment => AssignmentTable.IsCharged(assignment.State));

    public Assignment Of(string hostId) => _assignments.Single(assignment => assignment.HostId == hostId);

    public SimulatedFleet Begin(bool isApproved = true)
    {
        Say(RolloutVerbs.Start(Facts, isApproved));
        return this;
    }

    public void Say(VerbOutcome outcome)
    {
        Store(Assert.IsType<VerbOutcome.Done>(outcome).Step);
        Reconcile();
    }

    public void Say(RolloutTrigger trigger, string? reason = null) => Say(RolloutVerbs.Apply(Facts, trigger, reason));

    /// <summary>A host comes into the layer while the rollout is under way.</summary>
    public void Join(SimulatedHost host, int stage = 0)
    {
        Hosts[host.Id] = host;
        host.Tick(Now, IsRepositoryDead);
        _assignments = [.. _assignments.Append(RolloutPlanner.Assign(Input, ToPlan(host, stage)))
            .OrderBy(assignment => assignment.Stage).ThenBy(assignment => assignment.Position)];
        Reconcile();
    }

    public void Reconcile()
    {
        for (var i = 0; ; i++)
        {
            var facts = Facts;
            var step = Reconciler.Next(facts);
            _checks.Check(facts, step);
            Store(step);
            if (!step.HasMore) return;
            Assert.True(i < 10_000, "the steps of one moment do not end");
        }
    }

    /// <summary>Lets time pass, until something is so.</summary>
    /// <returns>False where it is not so within the time.</returns>
    public bool RunUntil(Func<SimulatedFleet, bool> isSo, TimeSpan longest)
    {
        for (var end = Now + longest; !isSo(this); Pass())
            if (Now >= end) return false;
        return true;
    }

    /// <summary>Lets time pass, until the rollout has a state.</summary>
    /// <returns>False where it has not got there within the time.</returns>
    public bool RunTo(RolloutState state, TimeSpan longest) => RunUntil(fleet => fleet.Rollout.State == state, longest);

    public void Run(TimeSpan time) => RunUntil(_ => false, time);

    // A look each 15 s while a host is at work; else the clock goes to where something happens.
    private void Pass()
    {
        var next = Now + TimeSpan.FromSeconds(15);
        if (!Hosts.Values.Any(host => host.IsBusy(Now) || (host.IsTold && host.IsOnline && host.Phase == ReportPhase.None)))
        {
            var times = Hosts.Values.Where(host => host.Toggles.Count > 0).Select(host => host.Toggles.Peek())
                .Append(NextAt ?? Now + TimeSpan.FromHours(1)).Append(Now + TimeSpan.FromHours(1));
            if (times.Min() is var first && first > next) next = first;
        }
        Now = next;
        foreach (var host in Hosts.Values) host.Tick(Now, IsRepositoryDead);
        Reconcile();
    }

    private void Store(RolloutStep step)
    {
        (Rollout, _stages, NextAt) = (step.Rollout, step.Stages, step.NextAt);
        foreach (var change in step.Changes)
        {
            _assignments[change.Index] = change.After;
            var host = Hosts[change.After.HostId];
            if (change.MovesTo is { } isTold) host.IsTold = isTold;
            host.Attempt = change.After.Attempt;
        }
        foreach (var assignment in _assignments)
            Assert.True(Hosts[assignment.HostId].IsRemoved || Hosts[assignment.HostId].IsTold == assignment.IsTold);
    }

    private static PlanHost ToPlan(SimulatedHost host, int stage) => new()
    {
        HostId = host.Id, Traits = host.Traits, Stage = stage, Reach = host.Report.Reach, Bytes = 1_000_000,
    };
}
