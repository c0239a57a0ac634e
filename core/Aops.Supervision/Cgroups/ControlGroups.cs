using System.Security.Cryptography;
using System.Text;
using Aops.Contracts.SubAgents;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Supervision.Launching;

namespace Aops.Supervision.Cgroups;

/// <summary>
/// Control groups of the sub-agents that spm itself starts: one for each sub-agent with a limit, below spm's own
/// group, so that a limit on the whole (a container's) stays in force. A sub-agent enters its group before its
/// program is executed; the empty group is removed after its exit. On the loop only.
/// <para>In version 2 a group can hand controllers down only if it contains no processes, so the nearest such group
/// above spm's is used.</para>
/// </summary>
/// <param name="layout">The root; groups of another root have other names.</param>
/// <param name="process">Directory of this process in <c>/proc</c>.</param>
internal sealed class ControlGroups(AopsLayout layout, string process = "/proc/self")
{
    private const string Members = "cgroup.procs";
    private const string HandedDown = "cgroup.subtree_control";

    private readonly string _suite = NameOf(layout);

    /// <summary>Why a limit cannot be enforced here; null if it can.</summary>
    public string? WhyNot(GroupLimit limit)
    {
        TryEnsure(CgroupController.Of(limit), out var fault);
        return fault;
    }

    /// <summary>Creates the groups of a sub-agent and sets its limits.</summary>
    /// <returns>Directories of the groups that it must enter; none if it has no limit for them.</returns>
    /// <exception cref="StartException">A limit was refused.</exception>
    public IReadOnlyList<string> Prepare(SubAgentSpec spec) => Prepare(spec.Name, spec.Limits);

    /// <summary>Creates the groups of a name and sets its limits.</summary>
    /// <returns>Directories of the groups that it must enter; none if it has no limit for them.</returns>
    /// <exception cref="StartException">A limit was refused.</exception>
    public IReadOnlyList<string> Prepare(string name, LimitSpec limits)
    {
        var folders = new List<string>();
        foreach (var controller in CgroupController.All)
        {
            var limit = controller.ReadLimit(limits);
            if (limit == 0 || TryEnsure(controller, out _) is not { } suite) continue;
            var folder = Path.Combine(suite.Folder, name);
            if (!folders.Contains(folder))
            {
                // A group that an earlier spm process left may have limits that are no longer wanted.
                TryRemove(folder);
                folders.Add(folder);
            }
            Set(controller, folder, suite.IsUnified, limit);
        }
        return folders;
    }

    /// <summary>Removes the groups of a sub-agent that has ended.</summary>
    /// <returns>What the kernel recorded about its end, as a sentence; null for nothing.</returns>
    public string? Conclude(SubAgentSpec spec)
    {
        string? note = null;
        foreach (var controller in CgroupController.All)
        {
            if (controller.ReadLimit(spec.Limits) == 0 || TryFind(controller) is not { } suite) continue;
            var folder = Path.Combine(suite, spec.Name);
            if (controller.Limit == GroupLimit.Memory && MemoryKills.In(folder) > 0)
                note = $"the kernel killed it at limits.memoryMaxBytes, {spec.Limits.MemoryMaxBytes}";
            TryRemove(folder);
            TryRemove(suite);
        }
        return note;
    }

    /// <summary>Removes the groups of a name whose processes have ended.</summary>
    public void Remove(string name)
    {
        foreach (var controller in CgroupController.All)
        {
            if (TryFind(controller) is not { } suite) continue;
            TryRemove(Path.Combine(suite, name));
            TryRemove(suite);
        }
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

    // The suite's group for a controller, created and enabled to limit.
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

    // From the group of this process up to the mounted root.
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
            throw new StartException($"{controller.Name} cannot be limited to {limit} in {folder}: {e.Message}");
        }
    }

    // The kernel's files accept one write, and must not be created by it.
    private static void Write(string file, string text)
    {
        using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(handle, Encoding.ASCII.GetBytes(text), 0);
    }

    /// <summary>Moves this process into a group; its future children inherit the group.</summary>
    /// <param name="folder">Directory of the group.</param>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static void Enter(string folder) => Write(Path.Combine(folder, Members), "0");

    // Refused while the group contains a process or another group; tried again at the next exit.
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
