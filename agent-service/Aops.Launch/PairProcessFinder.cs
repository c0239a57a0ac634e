using Aops.Contracts;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Slots;

namespace Aops.Launch;

/// <summary>Looks for the process of a half, without asking it.</summary>
internal static class PairProcessFinder
{
    // From the launcher's exec until the half has its lock.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(5);

    /// <summary>The process that the half's lock names; null if it is gone or is something else.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="role">The half.</param>
    public static int? Find(AopsLayout layout, Role role) =>
        FileLock.ReadOwner(layout.Lock(role)) is { } pid
        && ProcessIdentity.TryRead(pid) is not null
        && new SlotStore(layout) is { } slots
        && (slots.IsProgramOf(pid, role) || slots.IsLauncher(pid)) ? pid : null;

    /// <summary>
    /// The other process that already is this half, or is about to be: the start of a further one will come to nothing.
    /// </summary>
    /// <param name="layout">The root.</param>
    /// <param name="role">The half.</param>
    /// <param name="last">The start that was counted last.</param>
    /// <param name="now">Now, UTC.</param>
    public static int? FindOther(AopsLayout layout, Role role, StartMark? last, DateTimeOffset now)
    {
        if (Find(layout, role) is { } pid && pid != Environment.ProcessId) return pid;
        return last is not null && last.Pid != Environment.ProcessId
            && new ProcessIdentity(last.Pid, last.StartTicks).IsAlive
            && (now - last.At).Duration() < StartTime ? last.Pid : null;
    }
}
