using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Slots;

namespace Aops.Launch;

/// <summary>Finds the process of a member without a connection to it.</summary>
internal static class PairProcessFinder
{
    // Time from the launcher's exec until the member holds its lock.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(5);

    /// <summary>The process that the member's lock names; null if it has ended or is another program.</summary>
    public static int? Find(AopsLayout layout, Role role) =>
        FileLock.ReadOwner(layout.Lock(role)) is { } pid
        && ProcessIdentity.TryRead(pid) is not null
        && new SlotStore(layout) is { } slots
        && (slots.IsProgramOf(pid, role) || slots.IsLauncher(pid)) ? pid : null;

    /// <summary>
    /// Another process that is this member already, or becomes it soon: one more start would end without
    /// effect.
    /// </summary>
    /// <param name="last">The start that was counted last.</param>
    public static int? FindOther(AopsLayout layout, Role role, StartMark? last, DateTimeOffset now)
    {
        if (Find(layout, role) is { } pid && pid != Environment.ProcessId) return pid;
        return last is not null && last.Pid != Environment.ProcessId
            && new ProcessIdentity(last.Pid, last.StartTicks).IsAlive
            && (now - last.At).Duration() < StartTime ? last.Pid : null;
    }
}
