using Aops.Layout;
using Aops.Native.Files;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Slots;

namespace Aops.Upgrade;

/// <summary>
/// The idempotent tasks after a commit, which spm repeats at every start: the link, the programs in
/// <c>opt/aops/bin</c>, unused slots. A failure here does not fail the version.
/// </summary>
public static class PostCommitCleanup
{
    /// <summary>Performs all tasks, each even if another one failed.</summary>
    /// <param name="store">The journal; during a trial only leftovers are deleted.</param>
    /// <returns>A sentence for each failure; empty if there was none.</returns>
    public static IReadOnlyList<string> Tidy(AopsLayout layout, JournalStore store)
    {
        var faults = new List<string>();
        var journal = store.Read();
        Try("the current link cannot be repaired", () => store.Slots.RepairCurrentLink(journal));
        if (!journal.IsTrial && journal.Current is { } current && store.Slots.IsWhole(current))
            Try($"{layout.Bin} cannot be brought to {current}", () => InstalledPrograms.Refresh(layout, current));
        Try("old slots cannot be deleted", () => new SlotCollector(layout, store).Collect());
        return faults;

        void Try(string what, Action action)
        {
            try
            {
                action();
            }
            catch (Exception e) when (FileFaults.IsFileFault(e) || e is TimeoutException)
            {
                faults.Add($"{what}: {e.Message}; tried again after the next start or upgrade");
            }
        }
    }
}
