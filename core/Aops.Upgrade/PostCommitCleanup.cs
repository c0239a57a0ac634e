using Aops.Contracts;
using Aops.Native.Files;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Slots;

namespace Aops.Upgrade;

/// <summary>
/// What follows a commit, and may be repeated at any time (spm does so at every start): the link, the programs in
/// <c>opt/aops/bin</c>, the slots that nothing needs. A failure here is no failure of the version.
/// </summary>
public static class PostCommitCleanup
{
    /// <summary>Does all three, each also when another one failed.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="store">Its journal; during a trial only leftovers are collected.</param>
    /// <returns>What could not be done, a sentence each; empty if all was.</returns>
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
