using System.Globalization;
using Aops.Native.Processes;

namespace Aops.Upgrade.Slots;

/// <summary>Which programs run, by <c>/proc/PID/exe</c> (proc(5)).</summary>
internal static class RunningSlots
{
    /// <summary>Program of a process; null if the process is gone or may not be asked.</summary>
    public static string? ProgramOf(int pid)
    {
        try
        {
            return new FileInfo(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/exe")).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Versions whose slots a live process runs from.</summary>
    public static HashSet<string> Find(SlotStore slots)
    {
        var versions = new HashSet<string>();
        foreach (var pid in ProcStat.Pids())
        {
            if (slots.VersionOf(ProgramOf(pid)) is { } version) versions.Add(version);
        }
        return versions;
    }
}
