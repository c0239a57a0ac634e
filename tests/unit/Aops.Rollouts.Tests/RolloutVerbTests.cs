using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;
using Aops.Rollouts.Tests.Simulation;

namespace Aops.Rollouts.Tests;

public sealed class RolloutVerbTests
{
    [Fact]
    public void AVerbWithoutMeaning_IsRefused_WithWhatTheStateTakes()
    {
        var fleet = new SimulatedFleet(RolloutStrategy.Default, SimulatedHost.Many(3));

        var refused = Assert.IsType<VerbOutcome.Refused>(RolloutVerbs.Apply(fleet.Facts, RolloutTrigger.Pause, null));

        Assert.Equal("A rollout that is planned does not take 'pause'. It takes plan, start, abort.", refused.Sentence);
    }

    [Fact]
    public void AStageThatIsSkipped_LeavesItsHostsAsTheyAre()
    {
        var strategy = RolloutStrategy.Default with { Stages = [new() { Name = "a", Query = "x" }, new() { Name = "b" }] };
        var fleet = new SimulatedFleet(strategy, SimulatedHost.Many(20), host => host.Id.Length % 2).Begin();

        fleet.Say(RolloutVerbs.SkipStage(fleet.Facts, 0));

        Assert.True(fleet.RunTo(RolloutState.CompletedWithExceptions, TimeSpan.FromDays(1)));
        Assert.All(fleet.Assignments.Where(host => host is { Stage: 0, Attempt: 0 }),
            host => Assert.Equal((Exclusion.Skipped, false), (host.Exclusion, host.IsTold)));
        Assert.All(fleet.Assignments.Where(host => host.Stage == 1), host => Assert.Equal(AssignmentState.Succeeded, host.State));
        Assert.IsType<VerbOutcome.Refused>(RolloutVerbs.SkipStage(fleet.Facts, 1));
    }

    [Fact]
    public void Retry_OrdersChargedHostsAgain()
    {
        var fleet = new SimulatedFleet(RolloutStrategy.Default, SimulatedHost.Many(12)).Begin();
        var bad = fleet.Hosts[fleet.Assignments.First(host => host.IsCanary).HostId];
        bad.Fate = HostFate.Crashes;
        fleet.RunTo(RolloutState.Halted, TimeSpan.FromDays(1));
        bad.Fate = HostFate.Good;

        fleet.Say(RolloutVerbs.Retry(fleet.Facts, host => host.State == AssignmentState.RolledBack));
        Assert.Equal((AssignmentState.Eligible, 0), (fleet.Of(bad.Id).State, fleet.Charged));
        fleet.Say(RolloutVerbs.Resume(fleet.Facts, "repaired"));

        Assert.True(fleet.RunTo(RolloutState.Completed, TimeSpan.FromDays(1)));
        Assert.Equal(2, fleet.Of(bad.Id).Attempt);
        Assert.IsType<VerbOutcome.Refused>(RolloutVerbs.Retry(fleet.Facts, _ => true));
    }

    [Fact]
    public void EveryHost_HasASentence()
    {
        var hosts = SimulatedHost.Many(40);
        for (var i = 0; i < 12; i++) hosts[i].Fate = (HostFate)(i % 6);
        hosts[13].IsHeld = true;
        var strategy = RolloutStrategy.AllAtOnce with { Soak = TimeSpan.FromMinutes(10), Budget = new(1000, 100, 5, 1000) };
        var fleet = new SimulatedFleet(strategy, hosts);
        var sentences = new HashSet<string>();
        void Read() => sentences.UnionWith(
            fleet.Assignments.Select(host => AssignmentSentence.Of(fleet.Rollout, fleet.Stages, host)));

        Read();
        fleet.Begin();
        fleet.RunUntil(_ =>
        {
            Read();
            return false;
        }, TimeSpan.FromHours(6));

        Assert.Contains("The rollout is planned.", sentences);
        Assert.Contains("Is ordered once it can be: its own operator holds it.", sentences);
        Assert.Contains("Went back by itself: aops-spm ended with 15.", sentences);
        Assert.Contains("Gave up before its switch: aops-spm ended with 15.", sentences);
        Assert.Contains("Succeeded, and turned sick within the soak: a program starts again and again.", sentences);
        Assert.Contains("Counts as lost: nothing was heard of an end within 60 min.", sentences);
        Assert.Contains("Was ordered 4 times and hindered each time; 'retry' orders it again.", sentences);
        Assert.All(sentences, sentence => Assert.EndsWith(".", sentence));
    }
}
