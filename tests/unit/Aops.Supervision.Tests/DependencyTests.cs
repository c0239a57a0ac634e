using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Native.Processes;

namespace Aops.Supervision.Tests;

/// <summary>What depends on another is started after it, whatever ended both.</summary>
public sealed class DependencyTests
{
    // Ready half a second after its start; it says so in a file that names its process.
    private const string Store = """
        rm -f "$AOPS_STATE_DIR/ready"; sleep 0.5; echo $$ >"$AOPS_STATE_DIR/ready"; exec sleep 1000
        """;

    private const string Front = """
        kill -0 "$(cat "$AOPS_STATE_DIR/../../store/data/ready")" 2>/dev/null && echo there || echo gone
        exec sleep 1000
        """;

    [Theory]
    [InlineData(true, "store", "front")]
    [InlineData(true, "front", "store")]
    [InlineData(false, "store", "front")]
    [InlineData(false, "front", "store")]
    public async Task Case_D2_BothEnd_AndWhatDependsIsStartedLast(bool isAway, string first, string second)
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("store") with { Readiness = Ready() }, Store);
        // Healthy from the first second: its restart would be immediate.
        var spec = World.Spec("front");
        await world.RunAsync(
            spec with { DependsOn = ["store"], Restart = spec.Restart with { HealthyAfterSeconds = 0 } }, Front);
        var before = await world.WaitRunningAsync("front");
        await World.EventuallyAsync(() => world.Log("front") == "there\n", () => world.Log("front"));
        await Task.Delay(TimeSpan.FromSeconds(1.1), TestContext.Current.CancellationToken);
        int[] pids = [world.Find(first)!.Pid!.Value, world.Find(second)!.Pid!.Value];
        if (isAway) await world.DropSupervisorAsync();

        foreach (var pid in pids) Signal.Send(pid, Signal.SIGKILL);
        if (isAway)
        {
            await World.EventuallyAsync(() => !pids.Any(World.IsAlive));
            await world.ReviveAsync();
        }

        await world.WaitAsync("front", s => s.State == ProcessState.Running && s.Pid is { } pid && pid != before.Pid);
        await World.EventuallyAsync(() => world.Log("front").Length > "there\n".Length);
        Assert.Equal("there\nthere\n", world.Log("front"));
        Assert.Equal(1, world.Find("front")!.Restarts);
    }

    [Fact]
    public async Task Cycle_IsAFaultOfItsMembers_AndOfNothingElse()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("alone"), "exec sleep 1000");
        await world.RunAsync(World.Spec("a") with { DependsOn = ["b"] }, "exec sleep 1000");
        await world.RunAsync(World.Spec("b") with { DependsOn = ["a"] }, "exec sleep 1000");

        foreach (var (name, cycle) in new[] { ("a", "a -> b -> a"), ("b", "b -> a -> b") })
        {
            var status = world.Find(name)!;
            Assert.Equal(ProcessState.Stopped, status.State);
            Assert.StartsWith($"depends on itself: {cycle}; no start until", status.Fault, StringComparison.Ordinal);
        }
        await world.WaitRunningAsync("alone");
        await world.RunAsync(World.Spec("b"), "exec sleep 1000");
        await world.WaitRunningAsync("b");
        Assert.Null((await world.WaitRunningAsync("a")).Fault);
    }

    [Fact]
    public async Task Cycle_WhoseMembersRun_IsToldAndLeavesThemAlone()
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("b"), "exec sleep 1000");
        await world.RunAsync(World.Spec("a") with { DependsOn = ["b"] }, "exec sleep 1000");
        var pids = new[] { await world.WaitRunningAsync("a"), await world.WaitRunningAsync("b") }.Select(s => s.Pid);

        await world.RunAsync(World.Spec("b") with { DependsOn = ["a"] }, "exec sleep 1000");

        var running = new[] { await world.WaitRunningAsync("a"), await world.WaitRunningAsync("b") };
        Assert.Equal(pids, running.Select(s => s.Pid));
        Assert.All(running, s => Assert.StartsWith("depends on itself: ", s.Fault, StringComparison.Ordinal));
    }

    private static ProbeSpec Ready() => new()
    {
        Kind = ProbeKind.Exec,
        Command = ["/bin/sh", "-c", "kill -0 $(cat \"$AOPS_STATE_DIR/ready\")"],
        PeriodMilliseconds = 50,
        DeadlineSeconds = 10,
    };
}
