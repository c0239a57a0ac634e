using Aops.Rollouts.Hosts;
using Aops.Rollouts.Planning;
using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;
using Aops.Rollouts.Tests.Simulation;

namespace Aops.Rollouts.Tests;

/// <summary>The rules of docs/concepts/ROLLOUTS.md, each with a fleet that would break it.</summary>
public sealed class RolloutRuleTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public void AGoodRelease_ReachesEveryHost()
    {
        var fleet = new SimulatedFleet(RolloutStrategy.Default, SimulatedHost.Many(60)).Begin();

        Assert.True(fleet.RunTo(RolloutState.Completed, Day));
        Assert.Equal(60, fleet.Count(AssignmentState.Succeeded));
    }

    // Rule 1: one of the first five is 20 percent of what was attempted, though 0.1 of the group.
    [Fact]
    public void Rate_IsOverWhatWasAttempted()
    {
        var fleet = new SimulatedFleet(SimulatedFleet.NoCanary, SimulatedHost.Many(1000)).Begin();
        var first = fleet.Assignments.First(host => host.State == AssignmentState.Ordered);
        fleet.Hosts[first.HostId].Fate = HostFate.Crashes;

        fleet.Run(Day);

        Assert.Equal(RolloutState.Halted, fleet.Rollout.State);
        Assert.Contains("1 of 5 attempted hosts of stage 'all' were charged", fleet.Rollout.Reason, StringComparison.Ordinal);
    }

    // Rule 1: a dead repository charges no host, is an alarm, and fills one width at most.
    [Fact]
    public void ADeadRepository_ChargesNoHost_AndIsAnAlarm()
    {
        var fleet = new SimulatedFleet(SimulatedFleet.NoCanary, SimulatedHost.Many(100)) { IsRepositoryDead = true }.Begin();
        fleet.Run(TimeSpan.FromMinutes(50));
        Assert.Equal((5, 0, true), (fleet.Count(AssignmentState.Blameless), fleet.Charged, fleet.Rollout.IsHindered));

        fleet.IsRepositoryDead = false;

        Assert.True(fleet.RunTo(RolloutState.Completed, Day));
        Assert.False(fleet.Rollout.IsHindered);
    }

    [Fact]
    public void AFullDisk_IsTriedAgain_AndEndsAsAnException()
    {
        var hosts = SimulatedHost.Many(10);
        hosts[3].Fate = HostFate.DiskFull;
        var fleet = new SimulatedFleet(SimulatedFleet.NoCanary, hosts).Begin();

        Assert.True(fleet.RunTo(RolloutState.CompletedWithExceptions, Day));
        Assert.Equal((AssignmentState.Withdrawn, 4), (fleet.Of(hosts[3].Id).State, fleet.Of(hosts[3].Id).Attempt));
        Assert.False(fleet.Rollout.IsHindered);
    }

    // Rule 2.
    [Fact]
    public void InTheCanary_TheFirstChargedHostHalts()
    {
        var fleet = new SimulatedFleet(RolloutStrategy.Default with { Canary = new(8, 8) }, SimulatedHost.Many(200)).Begin();
        fleet.Hosts[fleet.Assignments.First(host => host.IsCanary).HostId].Fate = HostFate.FailsSelfTest;

        fleet.Run(Day);

        Assert.Equal((RolloutState.Halted, StageState.Halted), (fleet.Rollout.State, fleet.Stages[0].State));
        Assert.Contains("a canary was charged", fleet.Rollout.Reason, StringComparison.Ordinal);
        Assert.Equal(1, fleet.Charged);
    }

    // Rule 2.
    [Fact]
    public void ThreeInARow_Halt()
    {
        var strategy = SimulatedFleet.NoCanary with { Budget = new(50, 100), Ramp = new(1, 1, 1, 0), Soak = TimeSpan.Zero };
        var fleet = new SimulatedFleet(strategy, SimulatedHost.Many(20));
        foreach (var host in fleet.Assignments.Skip(4).Take(3)) fleet.Hosts[host.HostId].Fate = HostFate.Crashes;
        fleet.Begin().Run(Day);

        Assert.Equal((RolloutState.Halted, "3 hosts in a row were charged"), (fleet.Rollout.State, fleet.Rollout.Reason));
        Assert.Equal((4, 3, 13), (fleet.Count(AssignmentState.Succeeded), fleet.Charged, fleet.Count(AssignmentState.Eligible)));
    }

    // Rule 2: an operator who has seen it lets the rollout go on; what was charged before counts no more.
    [Fact]
    public void Resume_AfterAHalt_ForgivesWhatWasSeen()
    {
        var fleet = new SimulatedFleet(RolloutStrategy.Default, SimulatedHost.Many(40)).Begin();
        fleet.Hosts[fleet.Assignments.First(host => host.IsCanary).HostId].Fate = HostFate.Crashes;
        fleet.Run(Day);

        fleet.Say(RolloutVerbs.Resume(fleet.Facts, "one bad disk"));

        Assert.True(fleet.RunTo(RolloutState.CompletedWithExceptions, Day));
        Assert.Equal((39, 1), (fleet.Count(AssignmentState.Succeeded), fleet.Charged));
    }

    // Rule 3.
    [Fact]
    public void ADeafHost_IsLost_AndCharged()
    {
        var fleet = new SimulatedFleet(RolloutStrategy.Default with { Canary = new(1, 1) }, SimulatedHost.Many(20)).Begin();
        var canary = fleet.Assignments.First(host => host.State == AssignmentState.Ordered);
        fleet.Hosts[canary.HostId].Fate = HostFate.Deaf;

        fleet.Run(Day);

        Assert.Equal((AssignmentState.Lost, RolloutState.Halted), (fleet.Of(canary.HostId).State, fleet.Rollout.State));
    }

    // Rule 3.
    [Fact]
    public void HostsThatAreAway_BlockNothing_AndFollowAtTheSamePace()
    {
        var hosts = SimulatedHost.Many(30);
        foreach (var host in hosts.Take(20))
        {
            host.IsOnline = false;
            host.Toggles.Enqueue(SimulatedFleet.Start + TimeSpan.FromDays(2));
        }
        var fleet = new SimulatedFleet(SimulatedFleet.NoCanary, hosts).Begin();

        Assert.True(fleet.RunUntil(f => f.Stages[0].State == StageState.Done, Day));
        Assert.Equal((10, 20), (fleet.Count(AssignmentState.Succeeded), fleet.Count(AssignmentState.WaitingOffline)));
        Assert.True(fleet.RunUntil(f => f.Count(AssignmentState.Ordered) > 0, 2 * Day));
        Assert.Equal(15, fleet.Count(AssignmentState.Ordered));
        Assert.True(fleet.RunTo(RolloutState.Completed, 2 * Day));
    }

    [Fact]
    public void HostsThatNeverComeBack_EndTheRolloutAsExceptions_AndTakeTheRevisionLater()
    {
        var hosts = SimulatedHost.Many(4);
        hosts[0].IsOnline = false;
        var fleet = new SimulatedFleet(SimulatedFleet.NoCanary, hosts).Begin();

        Assert.True(fleet.RunTo(RolloutState.CompletedWithExceptions, TimeSpan.FromDays(8)));
        Assert.True(fleet.Now >= SimulatedFleet.Start + TimeSpan.FromDays(7));
        Assert.Equal((AssignmentState.WaitingOffline, true), (fleet.Of(hosts[0].Id).State, fleet.Of(hosts[0].Id).IsTold));
    }

    // Rule 3: its presence was older than its order.
    [Fact]
    public void AHostThatWasGoneBeforeItsOrder_Waits()
    {
        var hosts = SimulatedHost.Many(3);
        var fleet = new SimulatedFleet(SimulatedFleet.NoCanary, hosts);
        hosts[1].IsOnline = false;
        fleet.Begin();
        Assert.Equal(AssignmentState.Ordered, fleet.Of(hosts[1].Id).State);

        fleet.Run(TimeSpan.FromSeconds(15));

        Assert.Equal((AssignmentState.WaitingOffline, false), (fleet.Of(hosts[1].Id).State, hosts[1].IsTold));
    }

    // Late truth.
    [Fact]
    public void ALostHost_ThatTellsOfItsSuccess_HasSucceeded()
    {
        var hosts = SimulatedHost.Many(3);
        hosts[0].Toggles.Enqueue(SimulatedFleet.Start + TimeSpan.FromSeconds(40));
        hosts[0].Toggles.Enqueue(SimulatedFleet.Start + TimeSpan.FromHours(3));
        var fleet = new SimulatedFleet(SimulatedFleet.NoCanary, hosts).Begin();
        Assert.True(fleet.RunUntil(f => f.Of(hosts[0].Id).State == AssignmentState.Lost, Day));

        Assert.True(fleet.RunUntil(f => f.Of(hosts[0].Id).State == AssignmentState.Succeeded, Day));
        Assert.Equal(0, fleet.Charged);
    }

    // Rule 4.
    [Fact]
    public void Bytes_AreALimit()
    {
        // 1 MB a host: one each 100 s.
        var strategy = SimulatedFleet.NoCanary with { Ramp = RampRule.All, BytesPerSecondMax = 10_000 };
        var fleet = new SimulatedFleet(strategy, SimulatedHost.Many(50)).Begin();

        fleet.Run(TimeSpan.FromSeconds(1000));

        Assert.InRange(fleet.Ordered, 9, 12);
        Assert.True(fleet.RunTo(RolloutState.Completed, Day));
    }

    // Rule 6: a release that dies after 5 minutes is charged within the soak, and has reached no more than one width.
    [Theory]
    [InlineData(HostSickness.CrashLoop)]
    [InlineData(HostSickness.SubAgentDown)]
    public void AReleaseThatDiesLater_IsHaltedInTheSoak(HostSickness sickness)
    {
        var hosts = SimulatedHost.Many(200);
        foreach (var host in hosts) (host.Fate, host.Sickness) = (HostFate.DiesLater, sickness);
        var fleet = new SimulatedFleet(SimulatedFleet.NoCanary, hosts).Begin();

        fleet.Run(Day);

        Assert.Equal((RolloutState.Halted, 5), (fleet.Rollout.State, fleet.Count(AssignmentState.Regressed)));
        Assert.Equal(5, hosts.Count(host => host.SwitchedAt is not null));
    }

    [Fact]
    public void MissingHeartbeatsWithinTheSoak_AreTakenBackByThem()
    {
        var hosts = SimulatedHost.Many(3);
        foreach (var minute in new[] { 4, 8 }) hosts[0].Toggles.Enqueue(SimulatedFleet.Start + TimeSpan.FromMinutes(minute));
        var fleet = new SimulatedFleet(SimulatedFleet.NoCanary, hosts).Begin();

        Assert.True(fleet.RunUntil(f => f.Of(hosts[0].Id).State == AssignmentState.Regressed, Day));
        Assert.True(fleet.RunTo(RolloutState.Completed, Day));
    }

    // Rule 7.
    [Fact]
    public void Undo_IsARollout_OverTheHostsThatHaveTheNewOne()
    {
        var forth = new SimulatedFleet(RolloutStrategy.Default, SimulatedHost.Many(30)).Begin();
        Assert.True(forth.RunUntil(f => f.Count(AssignmentState.Succeeded) > 5, Day));
        forth.Say(RolloutTrigger.Undo, "slow");
        Assert.Equal(RolloutState.RollingBack, forth.Rollout.State);
        forth.Run(TimeSpan.FromMinutes(10));

        var switched = forth.Assignments.Where(host => host.IsTold).Select(host => new SimulatedHost(host.HostId)).ToList();
        var back = new SimulatedFleet(RolloutStrategy.Undo, switched).Begin();
        Assert.True(back.RunTo(RolloutState.Completed, Day));
        forth.Say(RolloutTrigger.Undone);

        Assert.Equal((RolloutState.RolledBack, StageState.RolledBack), (forth.Rollout.State, forth.Stages[0].State));
    }

    // Rule 7: it comes in while another stage is under way.
    [Fact]
    public void ANewHost_HasTheOldRevision_UntilItsStageHasStarted()
    {
        var strategy = SimulatedFleet.NoCanary with
        {
            Stages = [new() { Name = "first", Query = "a" }, new() { Name = "second", Pause = TimeSpan.FromHours(1) }],
        };
        var fleet = new SimulatedFleet(strategy, SimulatedHost.Many(10), host => host.Id.EndsWith('1') ? 0 : 1).Begin();
        var joined = new SimulatedHost("joined");
        fleet.Join(joined, stage: 1);
        Assert.Equal((AssignmentState.Eligible, false), (fleet.Of("joined").State, joined.IsTold));

        Assert.True(fleet.RunTo(RolloutState.Completed, Day));

        Assert.Equal((AssignmentState.Succeeded, true), (fleet.Of("joined").State, joined.IsTold));
    }

    [Fact]
    public void AHostThatIsRemoved_IsExcluded_AndBlocksNothing()
    {
        var hosts = SimulatedHost.Many(6);
        var fleet = new SimulatedFleet(RolloutStrategy.AllAtOnce, hosts).Begin();
        hosts[2].IsRemoved = true;

        Assert.True(fleet.RunTo(RolloutState.Completed, Day));
        Assert.Equal(Exclusion.Removed, fleet.Of(hosts[2].Id).Exclusion);
    }

    [Fact]
    public void AHostThatIsHeld_Waits_AndFollows()
    {
        var hosts = SimulatedHost.Many(6);
        var fleet = new SimulatedFleet(RolloutStrategy.AllAtOnce, hosts).Begin();
        hosts[2].IsHeld = true;
        fleet.Run(TimeSpan.FromHours(1));
        Assert.Equal((AssignmentState.WaitingOffline, "its own operator holds it"), (fleet.Of(hosts[2].Id).State, fleet.Of(hosts[2].Id).Reason));

        hosts[2].IsHeld = false;

        Assert.True(fleet.RunTo(RolloutState.Completed, Day));
    }
}
