using Aops.Contracts.Local;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;

namespace Aops.Supervision.Tests;

public sealed class StopTests
{
    [Fact]
    public async Task Stopping_ChildIgnoresTerm_KillsAfterDeadline()
    {
        await using var world = new World();
        await world.RunAsync(
            World.Spec("a") with { Stop = new StopSpec { DeadlineSeconds = 1 } },
            "trap '' TERM; echo ready; while :; do sleep 1; done");
        await World.EventuallyAsync(() => world.Log("a").Contains("ready"));

        await world.Supervisor.SendActionAsync("a", SubAgentAction.Stop);
        Assert.Equal(ProcessState.Stopping, world.Find("a")!.State);
        await world.Supervisor.WaitStoppedAsync("a");

        Assert.Equal("signal 9 (SIGKILL)", world.Find("a")!.LastExit);
    }

    [Fact]
    public async Task Death_OfTheLeader_KillsItsGroup()
    {
        await using var world = new World();
        await world.RunAsync(
            World.Spec("a") with { Restart = new RestartSpec { Policy = RestartPolicy.Never } },
            "sleep 1000 & echo $!; exit 3");

        await world.WaitAsync("a", s => s.State == ProcessState.Failed);

        var left = int.Parse(world.Log("a"));
        await World.EventuallyAsync(() => !World.IsAlive(left));
    }

    [Fact]
    public async Task StopSignal_IsTheOneOfTheSpecification()
    {
        await using var world = new World();
        await world.RunAsync(
            World.Spec("a") with { Stop = new StopSpec { Signal = "SIGUSR1" } },
            "trap 'exit 42' USR1; echo ready; while :; do sleep 0.05; done");
        await World.EventuallyAsync(() => world.Log("a").Contains("ready"));

        await world.Supervisor.SendActionAsync("a", SubAgentAction.Stop);
        await world.Supervisor.WaitStoppedAsync("a");

        // sleep dies of the signal to the group; the shell's trap tells.
        Assert.Equal("exit 42", world.Find("a")!.LastExit);
    }

    [Fact]
    public async Task StopAll_StopsDependentsFirst()
    {
        await using var world = new World();
        const string script = "trap 'echo $AOPS_SUBAGENT >> ../../../order; exit 0' TERM; echo ready; while :; do sleep 0.05; done";
        await world.RunAsync(World.Spec("a"), script);
        await world.RunAsync(World.Spec("b") with { DependsOn = ["a"] }, script);
        await World.EventuallyAsync(() => world.Log("a").Contains("ready") && world.Log("b").Contains("ready"));

        await world.Supervisor.StopAllAsync();

        Assert.Equal(["b", "a"], File.ReadAllLines(Path.Combine(world.Layout.SubAgents, "order")));
    }

    [Fact]
    public async Task MemoryOverTheCap_IsStoppedReportedAndRestarted()
    {
        await using var world = new World(new SupervisorOptions
        {
            UseControlGroups = false,
            MemoryPeriod = TimeSpan.FromMilliseconds(50),
            MemorySamplesOverMax = 2,
        });
        await world.RunAsync(
            World.Spec("a") with { Limits = new LimitSpec { MemoryMaxBytes = 1024 * 1024 } },
            "exec sleep 1000");

        await foreach (var status in world.Supervisor.Changes.ReadAllAsync())
        {
            if (status.Fault?.Contains("bytes of memory, 1048576 are allowed") == true) break;
        }
    }
}
