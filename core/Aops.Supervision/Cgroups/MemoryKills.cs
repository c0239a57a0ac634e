using System.Globalization;
using Aops.Native.Files;

namespace Aops.Supervision.Cgroups;

/// <summary>
/// Counts the processes that the kernel has killed for want of memory: <c>oom_kill</c> of <c>memory.events</c> in version
/// 2, of <c>memory.oom_control</c> in version 1 of control groups.
/// </summary>
public static class MemoryKills
{
    /// <summary>The processes of some groups.</summary>
    /// <param name="groups">Their folders.</param>
    /// <returns>0 where the kernel does not count.</returns>
    public static long In(params IReadOnlyList<string> groups)
    {
        var count = 0L;
        foreach (var group in groups)
        {
            count += CountOf(Path.Combine(group, "memory.events"))
                + CountOf(Path.Combine(group, "memory.oom_control"));
        }
        return count;
    }

    /// <summary>The folder of the group that limits the memory of this process; null where there is none.</summary>
    public static string? FindOwnGroup()
    {
        try
        {
            return CgroupHierarchy.Find(
                "memory", File.ReadLines("/proc/self/mountinfo"), File.ReadLines("/proc/self/cgroup"))?.Own;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
    }

    private static long CountOf(string file)
    {
        const string field = "oom_kill ";
        try
        {
            if (!File.Exists(file)) return 0;
            var line = File.ReadLines(file).FirstOrDefault(l => l.StartsWith(field, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[field.Length..], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is FormatException)
        {
            return 0;
        }
    }
}
