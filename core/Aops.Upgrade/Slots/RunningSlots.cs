using Aops.Native.Processes;

namespace Aops.Upgrade.Slots;

/// <summary>Which slots run.</summary>
internal static class RunningSlots
{
    /// <summary>Versions whose slots a live process runs from.</summary>
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
