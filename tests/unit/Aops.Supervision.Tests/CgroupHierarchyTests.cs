using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Layout;
using Aops.Supervision.Cgroups;
using Aops.Supervision.Launching;

namespace Aops.Supervision.Tests;

/// <summary>Where control groups lie, and what is written there, by trees that look like the kernel's.</summary>
public sealed class CgroupHierarchyTests : IDisposable
{
    private const string Unified = "30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate";
    private const string OldCpu = "31 24 0:27 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct";
    private const string OldMemory = "32 24 0:28 /docker/ab /sys/fs/cgroup/memory rw master:7 - cgroup cgroup rw,memory";

    private readonly string _root = Directory.CreateTempSubdirectory("aops-groups-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Unified_IsFoundForEveryController() => Assert.Equal(
        new CgroupHierarchy("/sys/fs/cgroup", "/sys/fs/cgroup/openrc.aops", IsUnified: true),
        CgroupHierarchy.Find("pids", [Unified], ["0::/openrc.aops"]));

    [Fact]
    public void OldHierarchy_GoesBeforeTheUnifiedOne() => Assert.Equal(
        new CgroupHierarchy("/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/cpu,cpuacct/user/1", IsUnified: false),
        CgroupHierarchy.Find("cpu", [Unified, OldCpu], ["4:cpuset:/", "3:cpu,cpuacct:/user/1", "0::/"]));

    [Fact]
    public void PartOfATree_IsEnteredAtItsOwnRoot() => Assert.Equal(
        new CgroupHierarchy("/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/inner", IsUnified: false),
        CgroupHierarchy.Find("memory", [OldMemory], ["5:memory:/docker/ab/inner"]));

    [Fact]
    public void PathOutsideOfWhatIsMounted_LeavesTheMountItself() => Assert.Equal(
        new CgroupHierarchy("/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory", IsUnified: false),
        CgroupHierarchy.Find("memory", [OldMemory], ["5:memory:/elsewhere"]));

    [Theory]
    [InlineData("no separator at all")]
    [InlineData("31 24 - cgroup")]
    [InlineData("31 24 0:27 / /sys/fs/cgroup/blkio rw - cgroup cgroup rw,blkio")]
    public void NothingThatServes_IsNull(string mount) => Assert.Null(CgroupHierarchy.Find("cpu", [mount], ["0::/"]));

    [Fact]
    public void UnifiedTree_IsUsedBelowTheNearestGroupThatHandsDown()
    {
        var (groups, layout) = Tree("parent/own", handsDown: "parent");
        var suite = Path.Combine(_root, "cgroup", "parent", SuiteOf(layout));
        var folder = Fake(suite, "a", "cpu.max", "memory.max", "pids.max");

        var entered = groups.Prepare(Spec(new LimitSpec { CpuQuotaPercent = 150, MemoryMaxBytes = 4096, TasksMax = 7 }));

        Assert.Equal([folder], entered);
        Assert.Equal("150000 100000", File.ReadAllText(Path.Combine(folder, "cpu.max")));
        Assert.Equal("4096", File.ReadAllText(Path.Combine(folder, "memory.max")));
        Assert.Equal("7", File.ReadAllText(Path.Combine(folder, "pids.max")));
    }

    [Fact]
    public void UnifiedTreeThatHandsNothingDown_SaysWhy()
    {
        var (groups, _) = Tree("own", handsDown: null);

        Assert.Contains("cannot hand memory down", groups.WhyNot(GroupLimit.Memory));
        Assert.Empty(groups.Prepare(Spec(new LimitSpec { MemoryMaxBytes = 4096 })));
    }

    [Fact]
    public void HostWithoutControlGroups_SaysSo()
    {
        var process = Directory.CreateDirectory(Path.Combine(_root, "self")).FullName;
        File.WriteAllText(Path.Combine(process, "mountinfo"), "");
        File.WriteAllText(Path.Combine(process, "cgroup"), "");

        Assert.Equal("this host shows no control groups for cpu",
            new ControlGroups(new AopsLayout(_root), process).WhyNot(GroupLimit.Cpu));
    }

    // A tree of version 2 in which one group has handed all controllers down, or none.
    private (ControlGroups Groups, AopsLayout Layout) Tree(string own, string? handsDown)
    {
        var mount = Directory.CreateDirectory(Path.Combine(_root, "cgroup")).FullName;
        var process = Directory.CreateDirectory(Path.Combine(_root, "self")).FullName;
        File.WriteAllText(Path.Combine(process, "mountinfo"), $"30 24 0:26 / {mount} rw - cgroup2 cgroup2 rw\n");
        File.WriteAllText(Path.Combine(process, "cgroup"), $"0::/{own}\n");
        Directory.CreateDirectory(Path.Combine(mount, own));
        if (handsDown is not null)
            File.WriteAllText(Path.Combine(mount, handsDown, "cgroup.subtree_control"), "cpu memory pids\n");
        return (new ControlGroups(new AopsLayout(_root), process), new AopsLayout(_root));
    }

    private string SuiteOf(AopsLayout layout)
    {
        // Asking makes the folder of the suite; its name is its own business.
        _ = new ControlGroups(layout, Path.Combine(_root, "self")).WhyNot(GroupLimit.Cpu);
        var suite = Directory.GetDirectories(Path.Combine(_root, "cgroup", "parent"), "aops-*").Single();
        File.WriteAllText(Path.Combine(suite, "cgroup.subtree_control"), "cpu memory pids\n");
        return suite;
    }

    private static string Fake(string suite, string name, params string[] files)
    {
        var folder = Directory.CreateDirectory(Path.Combine(suite, name)).FullName;
        foreach (var file in files) File.WriteAllText(Path.Combine(folder, file), "");
        return folder;
    }

    private static SubAgentSpec Spec(LimitSpec limits) => World.Spec("a") with { Limits = limits };
}
