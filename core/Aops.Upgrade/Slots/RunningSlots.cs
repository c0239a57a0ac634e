using Aops.Native.Processes;

namespace Aops.Upgrade.Slots;

/// <summary>Which programs run, by <c>/proc/PID/exe</c> (proc(5)).</summary>
internal static class RunningSlots
{
    /// <summary>
    /// Program of a process; null if the process is gone, may not be asked, or is not the suite's: what another user, or
    /// a container, executes by the same path is no concern of this root.
    /// </summary>
    public static string? ProgramOf(int pid) =>
        ProcessOrigin.ProgramOf(pid) is { } program && ProcessOrigin.IsOurs(pid) ? program : null;

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
