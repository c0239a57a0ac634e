using Aops.Layout;
using Aops.Native.Files;
using Aops.Upgrade.Slots;

namespace Aops.Upgrade.Journal;

/// <summary>Reconstructs the journal from the best remaining source when it is lost.</summary>
internal sealed class JournalRecovery(AopsLayout layout, SlotStore slots, TimeProvider clock)
{
    private const int DamagedFilesMax = 4;

    /// <summary>Derives a journal from the copy, the <c>current</c> link or the slots.</summary>
    public UpgradeJournal Derive(string backup, out string from)
    {
        if (JournalStore.TryReadFile(backup, out _) is { } copy)
        {
            from = $"its copy {backup} (phase {copy.Phase}, version {copy.Current ?? "none"})";
            return copy;
        }
        var whole = slots.ListWhole();
        var linked = slots.ReadCurrentLink();
        if (linked is not null && whole.Contains(linked))
        {
            from = $"version {linked}, which {layout.Current} names";
            return Make(linked, whole);
        }
        if (whole.Count > 0)
        {
            from = $"version {whole[0]}, the newest whole slot in {layout.Releases}";
            return Make(whole[0], whole);
        }
        from = $"no version, as there is no whole slot in {layout.Releases}";
        return Make(null, whole);
    }

    /// <summary>Renames the damaged file; the newest ones are retained.</summary>
    public string SetAside()
    {
        var n = 1;
        while (n < DamagedFilesMax && File.Exists(Name(n))) n++;
        if (n == DamagedFilesMax)
        {
            for (var i = 1; i < DamagedFilesMax; i++)
            {
                if (File.Exists(Name(i + 1))) File.Move(Name(i + 1), Name(i), overwrite: true);
            }
        }
        AtomicFile.Rename(layout.Journal, Name(n));
        return Name(n);
    }

    private string Name(int n) => $"{layout.Journal}.damaged-{n}";

    private UpgradeJournal Make(string? current, IReadOnlyList<string> whole) => new()
    {
        At = clock.GetUtcNow(),
        Current = current,
        Previous = whole.FirstOrDefault(v => v != current),
    };
}
