using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Native.Processes;

namespace Aops.Supervision.Tests;

public sealed class AdoptionTests
{
    private const string Sleeper = "exec sleep 1000";

    [Fact]
    public async Task Revived_TakesUpWhatRuns()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), Sleeper);
        var before = await world.WaitRunningAsync("a");
        await world.DropSupervisorAsync();

        await world.ReviveAsync();

        Assert.True(world.Supervisor.AdoptionComplete);
        Assert.Equal(before.Pid, world.Find("a")!.Pid);
        Assert.Equal(ProcessState.Running, world.Find("a")!.State);
        Assert.Equal(before.Since, world.Find("a")!.Since);
        await world.RunAsync(World.Spec("a"), Sleeper);
        Assert.Equal(before.Pid, world.Find("a")!.Pid);
    }

    [Fact]
    public async Task Adopted_IsRestartedWhenItDies()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), Sleeper);
        var before = await world.WaitRunningAsync("a");
        await world.DropSupervisorAsync();
        await world.ReviveAsync();

        Signal.Send(before.Pid!.Value, Signal.SIGKILL);

        var after = await world.WaitAsync("a", s => s.State == ProcessState.Running && s.Pid != before.Pid);
        Assert.Equal(1, after.Restarts);
        Assert.Equal("signal 9 (SIGKILL)", after.LastExit);
    }

    [Fact]
    public async Task DiedWhileAway_IsRestartedAndItsExitIsNotLost()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), Sleeper);
        var before = await world.WaitRunningAsync("a");
        await world.DropSupervisorAsync();
        Signal.Send(before.Pid!.Value, Signal.SIGKILL);
        await World.EventuallyAsync(() => !World.IsAlive(before.Pid.Value));

        await world.ReviveAsync();

        var after = await world.WaitAsync("a", s => s.State == ProcessState.Running);
        Assert.NotEqual(before.Pid, after.Pid);
        Assert.Equal(1, after.Restarts);
        Assert.Equal("signal 9 (SIGKILL)", after.LastExit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"schema\":1,\"vers")]
    [InlineData("\0\0\0\0\0\0\0\0")]
    [InlineData(null)]
    public async Task DamagedState_NeverMakesTwoCopies(string? damage)
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), Sleeper);
        var before = await world.WaitRunningAsync("a");
        await world.DropSupervisorAsync();
        foreach (var file in new[] { world.Layout.SubAgentState("a"), world.Layout.SubAgentSpec("a") })
        {
            if (damage is null) File.Delete(file);
            else File.WriteAllText(file, damage);
        }

        await world.ReviveAsync();
        await world.RunAsync(World.Spec("a"), Sleeper);

        var after = await world.WaitRunningAsync("a");
        Assert.Equal(before.Pid, after.Pid);
    }

    [Fact]
    public async Task StateOlderThanTheProcess_TakesUpTheProcess()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), Sleeper);
        var first = await world.WaitRunningAsync("a");
        await world.Supervisor.RemoveAsync("b");
        var stale = File.ReadAllText(world.Layout.SubAgentState("a"));
        Signal.Send(first.Pid!.Value, Signal.SIGKILL);
        var second = await world.WaitAsync("a", s => s.State == ProcessState.Running && s.Pid != first.Pid);
        await world.DropSupervisorAsync();
        File.WriteAllText(world.Layout.SubAgentState("a"), stale);

        await world.ReviveAsync();

        Assert.Equal(second.Pid, (await world.WaitRunningAsync("a")).Pid);
    }

    [Fact]
    public async Task GroupOfADeadLeader_IsKilledBeforeTheNewStart()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), "sleep 1000 & echo $!; wait");
        var before = await world.WaitRunningAsync("a");
        await World.EventuallyAsync(() => world.Log("a").EndsWith('\n'));
        var worker = int.Parse(world.Log("a"));
        await world.DropSupervisorAsync();
        Signal.Send(before.Pid!.Value, Signal.SIGKILL);
        await World.EventuallyAsync(() => !World.IsAlive(before.Pid.Value));

        await world.ReviveAsync();

        await world.WaitAsync("a", s => s.State == ProcessState.Running && s.Pid != before.Pid);
        await World.EventuallyAsync(() => !World.IsAlive(worker));
    }

    [Fact]
    public async Task StoppedByOrder_StaysStoppedInTheNextLife()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), Sleeper);
        await world.WaitRunningAsync("a");
        await world.Supervisor.SendActionAsync("a", Contracts.Local.SubAgentAction.Stop);
        await world.Supervisor.WaitStoppedAsync("a");
        await world.DropSupervisorAsync();

        await world.ReviveAsync();
        await world.RunAsync(World.Spec("a"), Sleeper);

        Assert.Equal(ProcessState.Stopped, world.Find("a")!.State);
    }

    [Fact]
    public async Task AfterStopAll_TheNextLifeStartsWhatIsApplied()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), Sleeper);
        await world.WaitRunningAsync("a");
        await world.Supervisor.StopAllAsync();
        await world.DropSupervisorAsync();

        await world.ReviveAsync();
        Assert.Equal(ProcessState.Stopped, world.Find("a")!.State);
        await world.RunAsync(World.Spec("a"), Sleeper);

        await world.WaitRunningAsync("a");
    }

    [Fact]
    public async Task EndedWhileItsSpecificationWasLost_IsJudgedByTheRealOne()
    {
        await using var world = new World();
        await EndWithoutSpecificationAsync(world);

        await world.RunAsync(World.Spec("a"), Sleeper);

        var after = await world.WaitRunningAsync("a");
        Assert.Equal((1, "signal 9 (SIGKILL)"), (after.Restarts, after.LastExit));
    }

    [Fact]
    public async Task EndedWhileItsSpecificationWasLost_IsNotGivenUpInALaterLife()
    {
        await using var world = new World();
        await EndWithoutSpecificationAsync(world);
        await world.DropSupervisorAsync();
        await world.ReviveAsync();

        await world.RunAsync(World.Spec("a"), Sleeper);

        await world.WaitRunningAsync("a");
    }

    private static async Task EndWithoutSpecificationAsync(World world)
    {
        await world.RunAsync(World.Spec("a"), Sleeper);
        var running = await world.WaitRunningAsync("a");
        await world.DropSupervisorAsync();
        File.Delete(world.Layout.SubAgentSpec("a"));
        await world.ReviveAsync();
        Signal.Send(running.Pid!.Value, Signal.SIGKILL);
        var failed = await world.WaitAsync("a", s => s.State == ProcessState.Failed);
        Assert.Contains("its policy is not to start it again", failed.Fault, StringComparison.Ordinal);
    }
}
