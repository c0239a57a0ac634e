using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Slots;

/// <summary>
/// The slots of one root: <c>opt/aops/releases/VERSION</c>. Names that begin with a dot are not slots.
/// </summary>
public sealed class SlotStore
{
    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly AopsLayout _layout;

    /// <summary>Opens the slots of a root; touches no file.</summary>
    public SlotStore(AopsLayout layout) => (_layout, Programs) = (layout, new ProgramFolder(layout.Opt));

    /// <summary>The directory of all programs, by which their processes are recognized.</summary>
    public ProgramFolder Programs { get; }

    /// <summary>
    /// Whether a slot has its manifest and its three programs, each executable and not empty. Quick enough for
    /// every start, since it does not read the programs.
    /// </summary>
    /// <param name="version">The version; false for an invalid name.</param>
    public bool IsWhole(string? version) =>
        Names.IsValid(version)
        && new FileInfo(Path.Combine(_layout.Slot(version!), AopsLayout.ManifestName)) is { Exists: true, Length: > 0 }
        && IsExecutable(_layout.SlotProgram(version!, Role.Spm))
        && IsExecutable(_layout.SlotProgram(version!, Role.Spa))
        && IsExecutable(Path.Combine(_layout.Slot(version!), "bin", "aops-launch"));

    /// <summary>Versions of all complete slots, the newest first.</summary>
    public IReadOnlyList<string> ListWhole()
    {
        var versions = ListNames().Where(n => IsWhole(n)).ToList();
        versions.Sort((x, y) => VersionOrder.Instance.Compare(y, x));
        return versions;
    }

    /// <summary>
    /// Versions that spm or spa may run, the best first: the selected one, then, if the trial permits, every other
    /// complete slot (previous, current, then the newest that never failed, then the rest). Incomplete slots come
    /// last: a running program can repair its slot, one that does not run cannot.
    /// </summary>
    /// <param name="journal">The journal in force.</param>
    public IReadOnlyList<string> Choose(Role role, UpgradeJournal journal)
    {
        var whole = ListWhole();
        var chosen = new List<string>();
        Add(journal.VersionFor(role));
        Add(journal.Current);
        Add(journal.Previous);
        foreach (var version in whole)
        {
            if (journal.Failed.All(f => f.Version != version)) Add(version);
        }
        foreach (var version in whole) Add(version);
        chosen.AddRange(ListNames().Where(v => !chosen.Contains(v) && IsExecutable(_layout.SlotProgram(v, role))));
        return chosen;

        void Add(string? version)
        {
            if (version is not null && !chosen.Contains(version) && whole.Contains(version)) chosen.Add(version);
        }
    }

    /// <summary>The version to which <c>current</c> points; null if there is none.</summary>
    public string? ReadCurrentLink()
    {
        try
        {
            var name = Path.GetFileName(new FileInfo(_layout.Current).LinkTarget);
            return Names.IsValid(name) ? name : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Points <c>current</c> at the committed version, if it does not.</summary>
    /// <param name="journal">The journal in force.</param>
    /// <returns>Whether the link was changed.</returns>
    /// <exception cref="IOException">The link cannot be created; the old one stays.</exception>
    public bool RepairCurrentLink(UpgradeJournal journal)
    {
        if (journal.Current is null || ReadCurrentLink() == journal.Current || !IsWhole(journal.Current)) return false;
        AtomicFile.ReplaceLink(_layout.Current, $"{Path.GetFileName(_layout.Releases)}/{journal.Current}");
        return true;
    }

    /// <summary>The version of the slot that contains a program; null if no slot of this root does.</summary>
    /// <param name="program">
    /// Path of a program, as <c>/proc/PID/exe</c> reports it; may end with <c> (deleted)</c>.
    /// </param>
    public string? VersionOf(string? program)
    {
        var prefix = _layout.Releases + "/";
        if (program is null || !program.StartsWith(prefix, StringComparison.Ordinal)) return null;
        var rest = program.AsSpan(prefix.Length);
        var end = rest.IndexOf('/');
        var name = end < 0 ? "" : rest[..end].ToString();
        return Names.IsValid(name) ? name : null;
    }

    /// <summary>
    /// The version of the slot from which a process runs; null if it has ended or runs from none.
    /// </summary>
    public string? VersionOfProcess(int pid) =>
        Programs.ProgramOf(pid) is { } program ? VersionOf(Path.Combine(_layout.Opt, program)) : null;

    /// <summary>Whether a process runs the program of spm or spa from this root.</summary>
    public bool IsProgramOf(int pid, Role role) => IsNamed(Programs.ProgramOf(pid), role.ProgramName());

    /// <summary>Whether a process runs the launcher of this root.</summary>
    public bool IsLauncher(int pid) => IsNamed(Programs.ProgramOf(pid), Path.GetFileName(_layout.LauncherProgram));

    /// <summary>
    /// A process that runs the program of spm or spa from a slot of this root. Scans /proc, for a member of the
    /// pair whose lock and socket are both missing.
    /// </summary>
    /// <returns>The process with the lowest pid; null if there is none.</returns>
    public ProcessIdentity? FindProcess(Role role)
    {
        foreach (var pid in ProcStat.Pids().Order())
        {
            if (VersionOfProcess(pid) is not null && IsProgramOf(pid, role)
                && ProcessIdentity.TryRead(pid) is { IsAlive: true } process)
            {
                return process;
            }
        }
        return null;
    }

    internal IEnumerable<string> ListNames() =>
        Directory.Exists(_layout.Releases)
            ? Directory.EnumerateDirectories(_layout.Releases).Select(p => Path.GetFileName(p)!).Where(Names.IsValid)
            : [];

    private static bool IsNamed(string? program, string name) => Path.GetFileName(program) == name;

    /// <summary>Whether a program exists, is not empty, and has an execute permission.</summary>
    /// <param name="path">The program.</param>
    public static bool IsExecutable(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > 0 } file && (file.UnixFileMode & AnyExecute) != 0;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return false;
        }
    }
}
