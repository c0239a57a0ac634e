using Aops.Contracts;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Upgrade.Journal;

namespace Aops.Upgrade.Slots;

/// <summary>The slots of one root: <c>opt/aops/releases/VERSION</c>. Names that begin with a dot are no slots.</summary>
public sealed class SlotStore
{
    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly AopsLayout _layout;

    /// <summary>Opens the slots of a root; touches nothing.</summary>
    /// <param name="layout">The root.</param>
    public SlotStore(AopsLayout layout) => (_layout, Programs) = (layout, new ProgramFolder(layout.Opt));

    /// <summary>The folder of all programs, by which their processes are known.</summary>
    public ProgramFolder Programs { get; }

    /// <summary>
    /// Whether a slot is there with its manifest and its three programs, each executable and not empty. Quick enough
    /// for every start; it does not read the programs.
    /// </summary>
    /// <param name="version">The version; one that is no valid name has no slot.</param>
    public bool IsWhole(string? version) =>
        Names.IsValid(version)
        && new FileInfo(Path.Combine(_layout.Slot(version!), AopsLayout.ManifestName)) is { Exists: true, Length: > 0 }
        && IsExecutable(_layout.SlotProgram(version!, Role.Spm))
        && IsExecutable(_layout.SlotProgram(version!, Role.Spa))
        && IsExecutable(Path.Combine(_layout.Slot(version!), "bin", "aops-launch"));

    /// <summary>Versions of all whole slots, the newest version first.</summary>
    public IReadOnlyList<string> ListWhole()
    {
        var versions = ListNames().Where(n => IsWhole(n)).ToList();
        versions.Sort((x, y) => VersionOrder.Instance.Compare(y, x));
        return versions;
    }

    /// <summary>
    /// Versions that a half may run, the best first: the chosen one, then, if the trial allows it, every other whole
    /// slot (previous, current, then the newest that never failed, then the rest). A slot that is not whole comes last: a
    /// half that runs from it heals it, one that does not run heals nothing.
    /// </summary>
    /// <param name="role">The half.</param>
    /// <param name="journal">The journal that holds.</param>
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

    /// <summary>The version that <c>current</c> names; null if it names none.</summary>
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
    /// <param name="journal">The journal that holds.</param>
    /// <returns>Whether anything was changed.</returns>
    /// <exception cref="IOException">The link cannot be made; the old one stays.</exception>
    public bool RepairCurrentLink(UpgradeJournal journal)
    {
        if (journal.Current is null || ReadCurrentLink() == journal.Current || !IsWhole(journal.Current)) return false;
        AtomicFile.ReplaceLink(_layout.Current, $"{Path.GetFileName(_layout.Releases)}/{journal.Current}");
        return true;
    }

    /// <summary>The version of the slot that a program lies in; null if it lies in none of this root's.</summary>
    /// <param name="program">Path of a program, as <c>/proc/PID/exe</c> names it; may end in <c> (deleted)</c>.</param>
    public string? VersionOf(string? program)
    {
        var prefix = _layout.Releases + "/";
        if (program is null || !program.StartsWith(prefix, StringComparison.Ordinal)) return null;
        var rest = program.AsSpan(prefix.Length);
        var end = rest.IndexOf('/');
        var name = end < 0 ? "" : rest[..end].ToString();
        return Names.IsValid(name) ? name : null;
    }

    /// <summary>The version that a process runs by the slot of its program; null if it is gone or runs from none.</summary>
    /// <param name="pid">The process.</param>
    public string? VersionOfProcess(int pid) =>
        Programs.ProgramOf(pid) is { } program ? VersionOf(Path.Combine(_layout.Opt, program)) : null;

    /// <summary>Whether a process runs a half's program of this root.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="role">The half.</param>
    public bool IsProgramOf(int pid, Role role) => IsNamed(Programs.ProgramOf(pid), role.ProgramName());

    /// <summary>Whether a process runs the launcher of this root.</summary>
    /// <param name="pid">The process.</param>
    public bool IsLauncher(int pid) => IsNamed(Programs.ProgramOf(pid), Path.GetFileName(_layout.LauncherProgram));

    /// <summary>
    /// A process that runs a half's program from a slot of this root. One pass over /proc, for a half that has neither a
    /// lock nor a socket by which it could be found.
    /// </summary>
    /// <param name="role">The half.</param>
    /// <returns>The one with the lowest pid; null if there is none.</returns>
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

    /// <summary>Whether a program is there, not empty, and may be executed by somebody.</summary>
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
