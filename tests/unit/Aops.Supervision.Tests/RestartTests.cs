using Aops.Contracts.Local;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Native.Processes;

namespace Aops.Supervision.Tests;

public sealed class RestartTests
{
    [Fact]
    public async Task Crash_IsRestarted()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), "exec sleep 1000");
        var first = await world.WaitRunningAsync("a");

        Signal.Send(first.Pid!.Value, Signal.SIGKILL);

        var second = await world.WaitAsync("a", s => s.State == ProcessState.Running && s.Pid != first.Pid);
        Assert.Equal(1, second.Restarts);
        Assert.Equal("signal 9 (SIGKILL)", second.LastExit);
    }

    [Fact]
    public async Task Crash_WithoutPidFd_IsRestarted()
    {
        await using var world = new World(new SupervisorOptions { UsePidFd = false });
        await world.RunAsync(World.Spec("a"), "exec sleep 1000");
        var first = await world.WaitRunningAsync("a");

        Signal.Send(first.Pid!.Value, Signal.SIGKILL);

        await world.WaitAsync("a", s => s.State == ProcessState.Running && s.Pid != first.Pid);
    }

    [Fact]
    public async Task EndWithoutFault_OnFailure_StaysStopped()
    {
        await using var world = new World();
        await world.RunAsync(
            World.Spec("a") with { Restart = new RestartSpec { Policy = RestartPolicy.OnFailure } }, "exit 0");

        var status = await world.WaitAsync("a", s => s.State == ProcessState.Stopped && s.LastExit is not null);

        Assert.Equal("exit 0", status.LastExit);
        Assert.Equal(0, status.Restarts);
    }

    [Fact]
    public async Task CrashLoop_WithStartLimit_IsGivenUpWithReason()
    {
        await using var world = new World();
        await world.RunAsync(
            World.Spec("a") with
            {
                Restart = new RestartSpec { BackoffInitialMilliseconds = 1, BackoffMaxMilliseconds = 1, StartLimit = 3 },
            },
            "exit 7");

        var status = await world.WaitAsync("a", s => s.State == ProcessState.Failed);

        Assert.Equal(2, status.Restarts);
        Assert.StartsWith("exit 7; given up after 3 deaths in a row", status.Fault);
    }

    [Fact]
    public async Task EnvironmentChange_Restarts_EqualSpecDoesNothing()
    {
        await using var world = new World();
        var spec = World.Spec("a") with { Env = new Dictionary<string, string> { ["K"] = "1" } };
        await world.RunAsync(spec, "exec sleep 1000");
        var first = await world.WaitRunningAsync("a");

        await world.RunAsync(spec with { Env = new Dictionary<string, string> { ["K"] = "1" } }, "exec sleep 1000");
        Assert.Equal(first.Pid, (await world.WaitRunningAsync("a")).Pid);

        await world.RunAsync(spec with { Env = new Dictionary<string, string> { ["K"] = "2" } }, "exec sleep 1000");
        var second = await world.WaitAsync("a", s => s.State == ProcessState.Running && s.Pid != first.Pid);
        Assert.Equal(0, second.Restarts);
    }

    [Fact]
    public async Task ChangeOfPolicyAlone_DoesNotRestart()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), "exec sleep 1000");
        var first = await world.WaitRunningAsync("a");

        await world.RunAsync(World.Spec("a") with { Stop = new StopSpec { DeadlineSeconds = 1 } }, "exec sleep 1000");

        Assert.Equal(first.Pid, (await world.WaitRunningAsync("a")).Pid);
    }

    [Fact]
    public async Task OrderToStop_HoldsAgainstEqualDesiredState()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), "exec sleep 1000");
        await world.WaitRunningAsync("a");

        Assert.True(await world.Supervisor.SendActionAsync("a", SubAgentAction.Stop));
        await world.Supervisor.WaitStoppedAsync("a");
        await world.RunAsync(World.Spec("a"), "exec sleep 1000");

        Assert.Equal(ProcessState.Stopped, world.Find("a")!.State);
        Assert.False(await world.Supervisor.SendActionAsync("b", SubAgentAction.Stop));
    }

    [Fact]
    public async Task Remove_StopsAndForgets()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), "exec sleep 1000");
        var pid = (await world.WaitRunningAsync("a")).Pid!.Value;

        await world.Supervisor.RemoveAsync("a");

        Assert.False(World.IsAlive(pid));
        Assert.Null(world.Find("a"));
        Assert.False(File.Exists(world.Layout.SubAgentState("a")));
    }

    [Fact]
    public async Task Dependent_StartsWhenWhatItNeedsIsReady()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("b") with { DependsOn = ["a"] }, "exec sleep 1000");
        var waiting = await world.WaitAsync("b", s => s.Fault is not null);
        Assert.Equal(ProcessState.Stopped, waiting.State);

        await world.RunAsync(World.Spec("a"), "exec sleep 1000");

        await world.WaitRunningAsync("b");
    }
}
