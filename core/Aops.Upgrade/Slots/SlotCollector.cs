using Aops.Contracts;
using Aops.Native.Files;
using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Slots;

/// <summary>
/// Deletes slots that nothing needs. Runs under the journal's lock, so that no one can switch to a slot while it is
/// deleted; and a slot is renamed to a hidden name first, so that half of one is never taken for a whole one.
/// </summary>
public sealed class SlotCollector
{
    private readonly AopsLayout _layout;
    private readonly JournalStore _store;

    /// <summary>Makes a collector.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="store">Its journal.</param>
    public SlotCollector(AopsLayout layout, JournalStore store)
    {
        _layout = layout;
        _store = store;
    }

    /// <summary>
    /// Deletes every slot but those that the journal names, those that a live process runs from, and the newest
    /// <see cref="Limits.PreviousSlotsRetained"/> beside the current one; and hidden leftovers unless something is being
    /// staged.
    /// </summary>
    /// <returns>Names that were deleted.</returns>
    /// <exception cref="IOException">
    /// The lock cannot be taken, or something cannot be deleted; the rest waits for the next time.
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
            // A version that failed is no way back.
            if (journal.Failed.Any(f => f.Version == version)) continue;
            if (needed.Add(version)) previous++;
        }
        return [.. _store.Slots.ListNames().Where(v => !needed.Contains(v))];
    }

    private IEnumerable<string> FindHidden(string pattern) =>
        Directory.Exists(_layout.Releases) ? Directory.EnumerateDirectories(_layout.Releases, pattern) : [];
}
