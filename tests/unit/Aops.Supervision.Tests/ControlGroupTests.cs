using System.Diagnostics;
using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Layout;
using Aops.Native.Processes;
using Aops.Supervision.Cgroups;
using Aops.Supervision.Launching;

namespace Aops.Supervision.Tests;

/// <summary>Limits by the real kernel's control groups, where this machine lets its tests write them.</summary>
public sealed class ControlGroupTests
{
    private const int QuotaPercent = 20;

    [Fact]
    public async Task CpuQuota_BindsWhoeverSpins()
    {
        await using var world = MakeWorld(GroupLimit.Cpu);
        await world.RunAsync(
            World.Spec("a") with { Limits = new LimitSpec { CpuQuotaPercent = QuotaPercent } },
            "while :; do :; done");
        var pid = (await world.WaitRunningAsync("a")).Pid!.Value;
        var (used, watch) = (CpuOf(pid), Stopwatch.StartNew());

        await Task.Delay(2000, TestContext.Current.CancellationToken);

        var share = (CpuOf(pid) - used) / watch.Elapsed.TotalMilliseconds;
        Assert.InRange(share, 0, (QuotaPercent + 10) / 100.0);
    }

    [Fact]
    public async Task TasksOfRoot_AreBounded_AndTheGroupGoesWithIt()
    {
        await using var world = MakeWorld(GroupLimit.Tasks);
        await world.RunAsync(
            World.Spec("a") with { Limits = new LimitSpec { TasksMax = 3 } },
            "(for i in 1 2 3 4 5; do sleep 1000 & done); exec sleep 1000");
        await World.EventuallyAsync(() => world.Log("a").Contains("annot fork"), () => world.Log("a"));
        var group = GroupOf(world, "pids", "a");

        await world.Supervisor.RemoveAsync("a");

        Assert.False(Directory.Exists(group), group);
        Assert.False(Directory.Exists(Path.GetDirectoryName(group)), group);
    }

    [Fact]
    public async Task MemoryOverTheLimit_IsTheKernelsEnd_AndIsSaidSo()
    {
        await using var world = MakeWorld(GroupLimit.Memory);
        const long limit = 64L * 1024 * 1024;
        await world.RunAsync(
            World.Spec("a") with { Limits = new LimitSpec { MemoryMaxBytes = limit } },
            "exec tail -n 1 /dev/zero");

        var status = await world.WaitAsync("a", s => s.LastExit is not null);

        Assert.Equal($"signal 9 (SIGKILL): the kernel killed it at limits.memoryMaxBytes, {limit}", status.LastExit);
    }

    [Fact]
    public async Task NextLife_FindsItInItsGroup()
    {
        await using var world = MakeWorld(GroupLimit.Tasks);
        await world.RunAsync(World.Spec("a") with { Limits = new LimitSpec { TasksMax = 9 } }, "exec sleep 1000");
        var pid = (await world.WaitRunningAsync("a")).Pid!.Value;
        var group = GroupOf(world, "pids", "a");

        await world.DropSupervisorAsync();
        await world.ReviveAsync();

        Assert.Equal(pid, (await world.WaitRunningAsync("a")).Pid);
        Assert.Equal([$"{pid}"], await File.ReadAllLinesAsync(
            Path.Combine(group, "cgroup.procs"), TestContext.Current.CancellationToken));
        await world.Supervisor.StopAllAsync();
        Assert.False(Directory.Exists(group), group);
    }

    private static World MakeWorld(GroupLimit limit)
    {
        var groups = new ControlGroups(new AopsLayout(Path.GetTempPath()));
        if (groups.WhyNot(limit) is { } reason) Assert.Skip($"control groups cannot be written here: {reason}");
        // To ask makes the suite's own group.
        groups.Conclude(World.Spec("none") with { Limits = new LimitSpec { CpuQuotaPercent = 1, MemoryMaxBytes = 1, TasksMax = 1 } });
        return new World();
    }

    private static long CpuOf(int pid) => ProcStat.TryRead(pid)!.Value.CpuMilliseconds;

    // The folder of the one group with that end that holds a process of this root.
    private static string GroupOf(World world, string controller, string name)
    {
        var home = CgroupHierarchy.Find(controller, File.ReadLines("/proc/self/mountinfo"), File.ReadLines("/proc/self/cgroup"))!;
        var pid = world.Find(name)!.Pid!.Value;
        var line = File.ReadLines($"/proc/{pid}/cgroup").Select(l => l.Split(':', 3))
            .First(f => f[1].Split(',').Contains(controller) || (home.IsUnified && f[1].Length == 0));
        return Path.Combine(home.Mount, line[2].TrimStart('/'));
    }
}
