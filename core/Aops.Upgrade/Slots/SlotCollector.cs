using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Slots;

/// <summary>
/// Deletes unused slots. It holds the journal's lock, so that no process can switch to a slot that is being
/// deleted; and it first renames a slot to a hidden name, so that a partly deleted one is never taken for complete.
/// </summary>
public sealed class SlotCollector
{
    private readonly AopsLayout _layout;
    private readonly JournalStore _store;

    /// <summary>Makes a collector.</summary>
    /// <param name="store">Its journal.</param>
    public SlotCollector(AopsLayout layout, JournalStore store)
    {
        _layout = layout;
        _store = store;
    }

    /// <summary>
    /// Deletes every slot except those that the journal names, those from which a process runs, and the newest
    /// <see cref="Limits.PreviousSlotsRetained"/> beside the current one; also deletes hidden leftovers unless a
    /// version is being staged.
    /// </summary>
    /// <returns>Names that were deleted.</returns>
    /// <exception cref="IOException">
    /// The lock cannot be taken, or something cannot be deleted; the rest is tried again the next time.
    /// </exception>
    public IReadOnlyList<string> Collect()
    {
        var deleted = new List<string>();
        var trash = new List<string>();
        _store.WhileHeld(journal =>
        {
            foreach (var version in FindSuperfluous(journal))
            {
                var hidden = Path.Combine(_layout.Releases, $".trash-{version}-{Environment.ProcessId}");
                AtomicFile.Rename(_layout.Slot(version), hidden);
                deleted.Add(version);
            }
            if (journal.Phase != JournalPhase.Staging) trash.AddRange(FindHidden(".*"));
            else trash.AddRange(FindHidden(".trash-*"));
        });
        foreach (var path in trash) FileTree.Delete(path);
        return deleted;
    }

    private List<string> FindSuperfluous(UpgradeJournal journal)
    {
        var needed = RunningSlots.Find(_store.Slots);
        string?[] named = journal.Phase is JournalPhase.Idle or JournalPhase.Committed or JournalPhase.RolledBack
            ? [journal.Current, journal.Previous]
            : [journal.Current, journal.Previous, journal.From, journal.To];
        foreach (var version in named)
        {
            if (version is not null) needed.Add(version);
        }
        var whole = _store.Slots.ListWhole();
        var previous = whole.Count(v => v != journal.Current && named.Contains(v));
        foreach (var version in whole)
        {
            if (previous >= Limits.PreviousSlotsRetained) break;
            // A failed version is no rollback target.
            if (journal.Failed.Any(f => f.Version == version)) continue;
            if (needed.Add(version)) previous++;
        }
        return [.. _store.Slots.ListNames().Where(v => !needed.Contains(v))];
    }

    private IEnumerable<string> FindHidden(string pattern) =>
        Directory.Exists(_layout.Releases) ? Directory.EnumerateDirectories(_layout.Releases, pattern) : [];
}
