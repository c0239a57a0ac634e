using Aops.Native.Processes;

namespace Aops.Upgrade.Slots;

/// <summary>Finds the slots that processes run from.</summary>
internal static class RunningSlots
{
    /// <summary>Versions of the slots from which a process runs.</summary>
    public static HashSet<string> Find(SlotStore slots)
    {
        var versions = new HashSet<string>();
        foreach (var pid in ProcStat.Pids())
        {
            if (slots.VersionOfProcess(pid) is { } version) versions.Add(version);
        }
        return versions;
    }
}
