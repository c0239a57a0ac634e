using Aops.Rollouts.Hosts;
using Aops.Rollouts.Planning;
using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;
using Aops.Rollouts.Tests.Simulation;

namespace Aops.Rollouts.Tests;

/// <summary>What makes a rollout stand still or wait, with a fleet that would go on.</summary>
public sealed class RolloutStandstillTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    // Rule 5.
    [Theory]
    [InlineData(RolloutTrigger.Pause, AssignmentState.Withdrawn)]
    [InlineData(RolloutTrigger.Abort, AssignmentState.Withdrawn)]
    [InlineData(RolloutTrigger.Undo, AssignmentState.Withdrawn)]
    [InlineData(RolloutTrigger.Supersede, AssignmentState.Superseded)]
    public void HostsThatHaveNotSwitched_AreWithdrawn_AndTrialsGoOn(RolloutTrigger trigger, AssignmentState state)
    {
        var hosts = SimulatedHost.Many(20);
        foreach (var host in hosts.Take(10)) host.PhaseTime = TimeSpan.FromMinutes(4);
        var fleet = new SimulatedFleet(RolloutStrategy.AllAtOnce, hosts).Begin();
        Assert.True(fleet.RunUntil(f => f.Count(AssignmentState.Trial) == 10, Day));

        fleet.Say(trigger);

        Assert.All(hosts.Take(10), host => Assert.Equal((state, false), (fleet.Of(host.Id).State, host.IsTold)));
        fleet.Run(TimeSpan.FromHours(1));
        Assert.All(hosts.Take(10), host => Assert.Null(host.SwitchedAt));
        Assert.All(hosts.Skip(10), host => Assert.True(host.IsTold));
        if (trigger == RolloutTrigger.Abort) Assert.Equal(RolloutState.Aborted, fleet.Rollout.State);
        if (trigger != RolloutTrigger.Pause) return;
        fleet.Say(RolloutVerbs.Resume(fleet.Facts, reason: null));
        Assert.True(fleet.RunTo(RolloutState.Completed, Day));
    }

    // Rule 5: the order was taken back while the host could not hear of it.
    [Fact]
    public void AWithdrawalThatCameTooLate_FollowsTheHost()
    {
        var hosts = SimulatedHost.Many(3);
        foreach (var away in new[] { 40, 200 }) hosts[0].Toggles.Enqueue(SimulatedFleet.Start + TimeSpan.FromSeconds(away));
        hosts[0].PhaseTime = TimeSpan.FromSeconds(40);
        var fleet = new SimulatedFleet(SimulatedFleet.NoCanary, hosts).Begin();
        fleet.Run(TimeSpan.FromSeconds(60));
        fleet.Say(RolloutTrigger.Abort);
        Assert.Equal((AssignmentState.Withdrawn, false), (fleet.Of(hosts[0].Id).State, hosts[0].IsTold));

        fleet.Run(TimeSpan.FromMinutes(10));

        Assert.Equal((AssignmentState.Succeeded, true), (fleet.Of(hosts[0].Id).State, hosts[0].IsTold));
    }

    // Rule 11.
    [Fact]
    public void AWindow_IsWaitedFor_AndLetsWhatIsInFlightGoOn()
    {
        // The start is at 08:00 UTC; the window is open for 10 minutes at 09:00 each day.
        var window = new MaintenanceWindow(CronSchedule.Parse("0 9 * * *"), TimeSpan.FromMinutes(10), "UTC");
        var strategy = SimulatedFleet.NoCanary with { Stages = [new() { Name = "night", Window = window }] };
        var fleet = new SimulatedFleet(strategy, SimulatedHost.Many(12)).Begin();
        Assert.Equal((StageState.Waiting, StageWait.Window), (fleet.Stages[0].State, fleet.Stages[0].Wait));
        Assert.Equal(SimulatedFleet.Start + TimeSpan.FromHours(1), fleet.NextAt);

        fleet.Run(TimeSpan.FromHours(3));
        Assert.Equal((5, StageState.Waiting), (fleet.Count(AssignmentState.Succeeded), fleet.Stages[0].State));

        Assert.True(fleet.RunTo(RolloutState.Completed, TimeSpan.FromDays(2)));
    }

    [Fact]
    public void AFreeze_StandsOverAllRollouts_ButThoseThatIgnoreIt()
    {
        var frozen = new SimulatedFleet(SimulatedFleet.NoCanary, SimulatedHost.Many(9)) { IsFrozen = true }.Begin();
        var free = new SimulatedFleet(SimulatedFleet.NoCanary with { IgnoresFreeze = true }, SimulatedHost.Many(9)) { IsFrozen = true }.Begin();

        Assert.Equal((0, 5), (frozen.Ordered, free.Ordered));
        frozen.IsFrozen = false;
        Assert.True(frozen.RunTo(RolloutState.Completed, Day));
    }

    [Fact]
    public void Approvals_AreWaitedFor()
    {
        var strategy = SimulatedFleet.NoCanary with { Stages = [new() { Name = "prod", NeedsApproval = true }] };
        var fleet = new SimulatedFleet(strategy, SimulatedHost.Many(5)).Begin(isApproved: false);
        Assert.Equal(RolloutState.AwaitingApproval, fleet.Rollout.State);
        fleet.Say(RolloutVerbs.Start(fleet.Facts, isApproved: true));
        Assert.Equal((RolloutState.Running, StageWait.Approval), (fleet.Rollout.State, fleet.Stages[0].Wait));

        fleet.Say(RolloutVerbs.ApproveStage(fleet.Facts, 0));

        Assert.True(fleet.RunTo(RolloutState.Completed, Day));
    }

    [Fact]
    public void ALaterStart_IsWaitedFor()
    {
        var fleet = new SimulatedFleet(SimulatedFleet.NoCanary with { StartAt = SimulatedFleet.Start + Day }, SimulatedHost.Many(5)).Begin();
        Assert.Equal((RolloutState.Scheduled, SimulatedFleet.Start + Day), (fleet.Rollout.State, fleet.NextAt));

        Assert.True(fleet.RunTo(RolloutState.Completed, 2 * Day));
        Assert.True(fleet.Now > SimulatedFleet.Start + Day);
    }
}
