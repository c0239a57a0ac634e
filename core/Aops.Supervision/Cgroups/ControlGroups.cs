using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Native.Files;
using Aops.Supervision.Children;

namespace Aops.Supervision.Cgroups;

/// <summary>
/// Control groups of sub-agents that spm itself starts: one for each that has a limit, below spm's own group, so that
/// what binds the whole of it (a container) goes on binding. A sub-agent enters it before its program is executed, and
/// the empty group is removed after its end. On the loop only.
/// <para>A tree of version 2 hands controllers down only from a group without processes of its own, so there the
/// nearest one above spm's that can is taken.</para>
/// </summary>
/// <param name="layout">The root; another root has groups of other names.</param>
/// <param name="process">Folder of this process in <c>/proc</c>.</param>
internal sealed class ControlGroups(AopsLayout layout, string process = "/proc/self")
{
    private const string Members = "cgroup.procs";
    private const string HandedDown = "cgroup.subtree_control";

    private readonly string _suite = NameOf(layout);

    /// <summary>Why a limit cannot be held here; null if it can.</summary>
    /// <param name="limit">The limit.</param>
    public string? WhyNot(GroupLimit limit)
    {
        TryEnsure(CgroupController.Of(limit), out var fault);
        return fault;
    }

    /// <summary>Makes the groups of a sub-agent and gives them its limits.</summary>
    /// <param name="spec">The specification.</param>
    /// <returns>Folders of the groups that it must enter; none if it has no limit that they hold.</returns>
    /// <exception cref="StartFault">A limit was refused.</exception>
    public IReadOnlyList<string> Prepare(SubAgentSpec spec)
    {
        var folders = new List<string>();
        foreach (var controller in CgroupController.All)
        {
            var limit = controller.ReadLimit(spec.Limits);
            if (limit == 0 || TryEnsure(controller, out _) is not { } suite) continue;
            var folder = Path.Combine(suite.Folder, spec.Name);
            if (!folders.Contains(folder))
            {
                // One that an earlier life left may hold what is not asked for any more.
                TryRemove(folder);
                folders.Add(folder);
            }
            Set(controller, folder, suite.IsUnified, limit);
        }
        return folders;
    }

    /// <summary>Removes the groups of a sub-agent that has ended.</summary>
    /// <param name="spec">The specification.</param>
    /// <returns>What the kernel has noted about its end, as a sentence; null if nothing.</returns>
    public string? Conclude(SubAgentSpec spec)
    {
        string? note = null;
        foreach (var controller in CgroupController.All)
        {
            if (controller.ReadLimit(spec.Limits) == 0 || TryFind(controller) is not { } suite) continue;
            var folder = Path.Combine(suite, spec.Name);
            if (controller.Limit == GroupLimit.Memory && WasKilledForMemory(folder))
                note = $"the kernel killed it at limits.memoryMaxBytes, {spec.Limits.MemoryMaxBytes}";
            TryRemove(folder);
            TryRemove(suite);
        }
        return note;
    }

    private (string Folder, bool IsUnified)? TryEnsure(CgroupController controller, out string? fault)
    {
        fault = null;
        try
        {
            return Ensure(controller);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            fault = e.Message;
            return null;
        }
    }

    // The folder of the suite for a controller, made and able to limit.
    private (string Folder, bool IsUnified) Ensure(CgroupController controller)
    {
        var home = HierarchyOf(controller)
            ?? throw new IOException($"this host shows no control groups for {controller.Name}");
        if (!home.IsUnified)
        {
            var own = Path.Combine(home.Own, _suite);
            Directory.CreateDirectory(own);
            return (own, false);
        }
        var parent = FindParent(home, controller);
        var folder = Path.Combine(parent, _suite);
        Directory.CreateDirectory(folder);
        HandDown(folder, controller);
        return (folder, true);
    }

    private string? TryFind(CgroupController controller)
    {
        if (HierarchyOf(controller) is not { } home) return null;
        return Above(home).Select(group => Path.Combine(group, _suite)).FirstOrDefault(Directory.Exists);
    }

    private static string FindParent(CgroupHierarchy home, CgroupController controller)
    {
        Exception? fault = null;
        foreach (var group in Above(home))
        {
            try
            {
                HandDown(group, controller);
                return group;
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                fault ??= e;
            }
        }
        throw new IOException($"{home.Own} cannot hand {controller.Name} down: {fault?.Message}", fault);
    }

    // From the group of this process to the root of what is mounted.
    private static IEnumerable<string> Above(CgroupHierarchy home)
    {
        for (var group = home.Own; group.Length >= home.Mount.Length; group = Path.GetDirectoryName(group)!)
        {
            yield return group;
            if (group == home.Mount) break;
        }
    }

    private static void HandDown(string group, CgroupController controller)
    {
        var file = Path.Combine(group, HandedDown);
        if (File.ReadAllText(file).Split((char[]?)null).Contains(controller.Name)) return;
        Write(file, $"+{controller.Name}");
    }

    private static void Set(CgroupController controller, string folder, bool isUnified, long limit)
    {
        try
        {
            Directory.CreateDirectory(folder);
            if (isUnified) Write(Path.Combine(folder, controller.File), controller.Format(limit));
            else foreach (var (file, format) in controller.OldFiles) Write(Path.Combine(folder, file), format(limit));
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new StartFault($"{controller.Name} cannot be limited to {limit} in {folder}: {e.Message}");
        }
    }

    // The kernel's files take one write, and must not be created by it.
    private static void Write(string file, string text)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(handle, Encoding.ASCII.GetBytes(text), 0);
    }

    /// <summary>Enters a group: this process, and whatever it starts or becomes.</summary>
    /// <param name="folder">Folder of the group.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void Enter(string folder) => Write(Path.Combine(folder, Members), "0");

    private static bool WasKilledForMemory(string folder) =>
        CountOf(Path.Combine(folder, "memory.events")) > 0 || CountOf(Path.Combine(folder, "memory.oom_control")) > 0;

    private static long CountOf(string file)
    {
        const string field = "oom_kill ";
        if (!File.Exists(file)) return 0;
        var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[field.Length..], CultureInfo.InvariantCulture);
    }

    // Refused while it holds a process or another group: the next end tries again.
    private static void TryRemove(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
        }
    }

    private CgroupHierarchy? HierarchyOf(CgroupController controller) => CgroupHierarchy.Find(
        controller.Name,
        File.ReadLines(Path.Combine(process, "mountinfo")),
        File.ReadLines(Path.Combine(process, "cgroup")));

    private static string NameOf(AopsLayout layout)
    {
        const int digits = 8;
        return layout.Root == "/" ? "aops"
            : "aops-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(layout.Root)))[..digits];
    }
}
