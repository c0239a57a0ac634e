using Aops.Contracts.Local;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;

namespace Aops.Supervision.Tests;

/// <summary>A pause stops what runs, holds across a new supervisor, and its end starts what it has stopped.</summary>
public sealed class PauseTests
{
    private const string Script =
        "trap 'echo $AOPS_SUBAGENT >> ../../../order; exit 0' TERM; echo ready; while :; do sleep 0.05; done";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatRuns_IsStoppedInOrder_AndStartedAgain_WhatWasStopped_StaysStopped(bool isRevived)
    {
        await using var world = new World();
        await RunAsync(world);
        await world.RunAsync(World.Spec("idle"), Script);
        await World.EventuallyAsync(() => world.Log("idle").Contains("ready"));
        await world.Supervisor.SendActionAsync("idle", SubAgentAction.Stop);
        await world.Supervisor.WaitStoppedAsync("idle");

        await world.Supervisor.PauseAsync();

        Assert.Equal(["idle", "b", "a"], File.ReadAllLines(Path.Combine(world.Layout.SubAgents, "order")));
        if (isRevived) await ReviveAsync(world);
        await world.RunAsync(World.Spec("new"), Script);
        Assert.All(world.Supervisor.Statuses, status => Assert.Equal(ProcessState.Stopped, status.State));
        if (isRevived) await world.Supervisor.PauseAsync();
        Assert.All(world.Supervisor.Statuses, status => Assert.Equal((ProcessState.Stopped, null), (status.State, status.Fault)));

        await world.Supervisor.ResumeAsync();

        foreach (var name in new[] { "a", "b", "new" }) await world.WaitRunningAsync(name);
        Assert.Equal(ProcessState.Stopped, world.Find("idle")!.State);
    }

    // The supervisor ended before it had stopped all: the next one does.
    [Fact]
    public async Task ProcessesThatAreFoundRunning_AreStoppedByTheNextSupervisor()
    {
        await using var world = new World();
        await RunAsync(world);

        await ReviveAsync(world);
        await world.Supervisor.PauseAsync();

        Assert.Equal(["b", "a"], File.ReadAllLines(Path.Combine(world.Layout.SubAgents, "order")));
        await world.Supervisor.ResumeAsync();
        await world.WaitRunningAsync("b");
    }

    // What has ended by its own policy, or was given up, is not begun again by the end of a pause.
    [Fact]
    public async Task WhatHasEndedForGood_IsNoPartOfThePause()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("once") with { Restart = new RestartSpec { Policy = RestartPolicy.Never } }, "exit 0");
        await world.RunAsync(World.Spec("bad") with { Restart = new RestartSpec { Policy = RestartPolicy.Never } }, "exit 3");
        await world.WaitAsync("once", s => s is { State: ProcessState.Stopped, LastExit: not null });
        await world.WaitAsync("bad", s => s.State == ProcessState.Failed);

        await world.Supervisor.PauseAsync();
        await world.Supervisor.ResumeAsync();

        Assert.Equal(ProcessState.Stopped, world.Find("once")!.State);
        Assert.Equal(ProcessState.Failed, world.Find("bad")!.State);
    }

    private static async Task RunAsync(World world)
    {
        await world.RunAsync(World.Spec("a"), Script);
        await world.RunAsync(World.Spec("b") with { DependsOn = ["a"] }, Script);
        foreach (var name in new[] { "a", "b" })
            await World.EventuallyAsync(() => world.Log(name).Contains("ready"));
    }

    private static async Task ReviveAsync(World world)
    {
        await world.DropSupervisorAsync();
        world.Renew();
        await world.Supervisor.PauseAsync();
        await world.Supervisor.AdoptAsync();
    }
}
