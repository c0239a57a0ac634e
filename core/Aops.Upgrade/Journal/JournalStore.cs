using Aops.Layout;
using Aops.Native.Files;
using Aops.Upgrade.Slots;

namespace Aops.Upgrade.Journal;

/// <summary>
/// Reads and changes the journal. Every change is made under a lock that the kernel releases with its holder, and
/// is on the disk before the call returns: the rename of the journal is the switch of an upgrade. Beside it is
/// <c>journal.json.bak</c>, a copy of the last content.
/// <para>A truncated, empty or damaged file is renamed to <c>journal.json.damaged-N</c>, and the journal is
/// reconstructed from the copy, else from the <c>current</c> link, else from the newest complete slot: always a
/// version that was committed, or the only one that exists.</para>
/// </summary>
public sealed class JournalStore
{
    private static readonly TimeSpan LockTime = TimeSpan.FromSeconds(10);

    private readonly AopsLayout _layout;
    private readonly TimeProvider _clock;
    private readonly Action<string> _report;
    private readonly Lock _gate = new();
    private string? _reported;

    /// <summary>Opens the store of a root; touches no file yet.</summary>
    /// <param name="clock">Clock for the dates in the journal.</param>
    /// <param name="report">
    /// Receives a sentence on each fault of the journal and its repair. Each process reports it by itself, since
    /// the first one that reads a damaged journal repairs it. A lasting fault is reported once.
    /// </param>
    public JournalStore(AopsLayout layout, TimeProvider clock, Action<string> report)
    {
        _layout = layout;
        _clock = clock;
        _report = report;
        Slots = new SlotStore(layout);
    }

    /// <summary>The slots of this root.</summary>
    public SlotStore Slots { get; }

    private string Backup => _layout.Journal + ".bak";

    private string LockPath => Path.ChangeExtension(_layout.Journal, ".lock");

    /// <summary>Reads the journal, and repairs a damaged one if possible.</summary>
    /// <returns>The journal; never fails, since a host without a readable journal must still start.</returns>
    public UpgradeJournal Read()
    {
        if (TryReadFile(_layout.Journal, out _) is { } whole) return Whole(whole);
        try
        {
            using var held = FileLock.Acquire(LockPath, LockTime);
            return Recover();
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is TimeoutException)
        {
            var derived = new JournalRecovery(_layout, Slots, _clock).Derive(Backup, out var from);
            if (File.Exists(_layout.Journal) || Directory.Exists(_layout.State))
                Report($"{_layout.Journal} cannot be read or mended ({e.Message}); going on with {from}");
            return derived;
        }
    }

    /// <summary>Changes the journal under its lock.</summary>
    /// <param name="change">Makes the new journal from the current one; may return it unchanged.</param>
    /// <returns>The journal that is now in force.</returns>
    /// <exception cref="IOException">It cannot be written, not even in place; the old content stays.</exception>
    /// <exception cref="TimeoutException">Another process held the lock for ten seconds.</exception>
    public UpgradeJournal Mutate(Func<UpgradeJournal, UpgradeJournal> change)
    {
        using var held = FileLock.Acquire(LockPath, LockTime);
        var journal = TryReadFile(_layout.Journal, out _) is { } whole ? Whole(whole) : Recover();
        var next = change(journal);
        if (!ReferenceEquals(next, journal)) Write(next);
        return next;
    }

    /// <summary>Runs an action while no process can change the journal.</summary>
    /// <param name="action">Receives the journal in force.</param>
    /// <exception cref="IOException">The lock cannot be taken.</exception>
    /// <exception cref="TimeoutException">Another process held the lock for ten seconds.</exception>
    public void WhileHeld(Action<UpgradeJournal> action) =>
        Mutate(journal =>
        {
            action(journal);
            return journal;
        });

    /// <summary>For self-tests: whether this binary can read what it writes. Touches no file.</summary>
    public static bool SelfCheck(UpgradeJournal journal) =>
        JournalCodec.TryDecode(JournalCodec.Encode(journal), out _) is { } read
        && read.Current == journal.Current
        && read.Phase == journal.Phase;

    private UpgradeJournal Whole(UpgradeJournal journal)
    {
        lock (_gate) _reported = null;
        return journal;
    }

    private void Report(string fault)
    {
        lock (_gate)
        {
            if (_reported == fault) return;
            _reported = fault;
        }
        _report(fault);
    }

    private UpgradeJournal Recover()
    {
        var recovery = new JournalRecovery(_layout, Slots, _clock);
        var isThere = File.Exists(_layout.Journal);
        var isLost = isThere || File.Exists(Backup);
        TryReadFile(_layout.Journal, out var fault);
        var journal = recovery.Derive(Backup, out var from);
        if (isThere)
        {
            var aside = recovery.SetAside();
            Report($"{_layout.Journal}: {fault}; set aside as {aside}, going on with {from}");
        }
        else if (isLost)
        {
            Report($"{_layout.Journal} is gone; going on with {from}");
        }
        // Without a slot there is nothing to record.
        if (journal.Current is not null) Write(journal);
        return journal;
    }

    private void Write(UpgradeJournal journal)
    {
        var bytes = JournalCodec.Encode(journal);
        try
        {
            AtomicFile.Write(_layout.Journal, bytes);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // A full disk must not keep a bad version on trial for ever, so the blocks of the old content are
            // overwritten. This is not atomic, so the copy is left as it was; after a power failure the copy is
            // used.
            if (!OverwriteInPlace(_layout.Journal, bytes)) throw;
            return;
        }
        try
        {
            AtomicFile.Write(Backup, bytes);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // The journal itself is written; its copy is one change behind until the next one.
            OverwriteInPlace(Backup, bytes);
        }
    }

    private static bool OverwriteInPlace(string path, byte[] bytes)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            if (file.Length < bytes.Length) return false;
            file.Write(bytes);
            if (file.Length > bytes.Length) file.SetLength(bytes.Length);
            file.Flush(flushToDisk: true);
            return true;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return false;
        }
    }

    internal static UpgradeJournal? TryReadFile(string path, out string fault)
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > JournalCodec.FileBytesMax } big)
            {
                fault = $"it has {big.Length} bytes, more than any journal";
                return null;
            }
            return JournalCodec.TryDecode(File.ReadAllBytes(path), out fault);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            fault = e.Message;
            return null;
        }
    }
}
