using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Native.Processes;

namespace Aops.Supervision.Tests;

/// <summary>What is left of one life of a sub-agent has ended before the next one begins, and when it is removed.</summary>
public sealed class LeftoverTests
{
    // Says so if what an earlier life has left is still there; then leaves something itself.
    private const string Begin =
        "for p in $(cat $AOPS_STATE_DIR/left 2>/dev/null); do kill -0 $p 2>/dev/null && echo $p >> $AOPS_STATE_DIR/met; done; ";

    private const string Note = "'echo $$ >> $AOPS_STATE_DIR/left; exec sleep 1000'";

    private static string DataOf(World world, string file) => Path.Combine(world.Layout.SubAgent("a"), "data", file);

    private static int[] LeftBy(World world) =>
        File.Exists(DataOf(world, "left")) ? [.. File.ReadAllLines(DataOf(world, "left")).Select(int.Parse)] : [];

    [Theory]
    [InlineData($"setsid sh -c {Note} & sleep 0.1; exec sleep 1000")]
    [InlineData($"(setsid sh -c {Note} &) ; sleep 0.1; exec sleep 1000")]
    [InlineData($"setsid sh -c \"trap '' TERM HUP INT; sh -c {Note}\" & sleep 0.1; exec sleep 1000")]
    public async Task Case_B14_OfAMainThatIsKilled_NothingMeetsTheNext(string script)
    {
        await using var world = new World();
        await world.RunAsync(World.Spec("a"), Begin + script);
        for (var life = 1; life <= 3; life++)
        {
            var (now, expected) = (await world.WaitRunningAsync("a"), life);
            await World.EventuallyAsync(() => LeftBy(world).Length == expected);
            Signal.Send(now.Pid!.Value, Signal.SIGKILL);
            await world.WaitAsync("a", s => s.State == ProcessState.Running && s.Pid != now.Pid);
        }
        await World.EventuallyAsync(() => LeftBy(world).Length == 4);
        Assert.False(File.Exists(DataOf(world, "met")), "an earlier life was met");
        Assert.Single(LeftBy(world), World.IsAlive);
    }

    [Theory]
    [InlineData(RestartPolicy.Always, "0")]
    [InlineData(RestartPolicy.Always, "3")]
    [InlineData(RestartPolicy.Never, "0")]
    [InlineData(RestartPolicy.OnFailure, "0")]
    public async Task Case_B14_OfOneThatDaemonizesAndEnds_NothingIsLeft(RestartPolicy policy, string code)
    {
        await using var world = new World();
        var spec = World.Spec("a") with
        {
            Restart = new RestartSpec { Policy = policy, BackoffInitialMilliseconds = 20, BackoffMaxMilliseconds = 50 },
        };
        await world.RunAsync(spec, Begin + $"setsid sh -c {Note} & sleep 0.1; exit {code}");
        await World.EventuallyAsync(() => LeftBy(world).Length >= (policy == RestartPolicy.Always ? 3 : 1));
        await world.WaitAsync("a", s => s.LastExit is not null);

        await world.Supervisor.RemoveAsync("a");

        Assert.DoesNotContain(LeftBy(world), World.IsAlive);
        Assert.False(File.Exists(DataOf(world, "met")), "an earlier life was met");
    }

    [Fact]
    public async Task Case_B14_OrphansThatEnd_AreWaitedFor()
    {
        await using var world = new World(new SupervisorOptions { MemoryPeriod = TimeSpan.FromMilliseconds(100) });
        await world.RunAsync(World.Spec("a"), "(setsid sh -c 'echo $$ > $AOPS_STATE_DIR/left' &); exec sleep 1000");
        await World.EventuallyAsync(() => LeftBy(world).Length == 1);

        var orphan = LeftBy(world)[0];

        await World.EventuallyAsync(() => ProcStat.TryRead(orphan) is not { ParentPid: var parent }
            || parent != Environment.ProcessId);
    }
}
