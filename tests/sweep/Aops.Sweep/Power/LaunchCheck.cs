using Aops.Contracts;
using Aops.Launch;
using Aops.Layout;
using Aops.Upgrade.Journal;

namespace Aops.Sweep.Power;

/// <summary>
/// The launcher's choice on a state of a host: the journal is read without a fault, and both members find
/// the whole version that it names. Every sub-agent's current slot is whole, too.
/// </summary>
/// <param name="folder">A folder for states.</param>
/// <param name="wasInstalled">Whether the host was installed at the start.</param>
internal sealed class LaunchCheck(string folder, bool wasInstalled)
{
    private const string Releases = "opt/aops/releases/";
    private const string SubAgents = "var/lib/aops/subagents/";

    // States with equal relevant content have the same answer.
    private readonly Dictionary<string, IReadOnlyList<string>> _known = [];

    /// <summary>Looks.</summary>
    /// <returns>What is wrong, a sentence each; empty if nothing is.</returns>
    public IReadOnlyList<string> FindFaults(DiskState state)
    {
        var key = state.Hash(Decides);
        return _known.TryGetValue(key, out var faults) ? faults : _known[key] = Launch(state);
    }

    private static bool Decides(string path) =>
        path.StartsWith("var/lib/aops/journal.json", StringComparison.Ordinal)
        || (path.StartsWith("opt/aops/", StringComparison.Ordinal) && !path.StartsWith(Releases + ".", StringComparison.Ordinal))
        || (path.StartsWith(SubAgents, StringComparison.Ordinal)
            && (IsCurrentOfSubAgent(path) || path.Contains("/releases/", StringComparison.Ordinal)));

    private List<string> Launch(DiskState state)
    {
        var faults = new List<string>();
        StateFolder.LayOut(state, folder, hasPrograms: false);
        var layout = new AopsLayout(folder);
        // Before the end of an install there may be no journal, and then nothing is started either.
        if (wasInstalled || File.Exists(layout.Journal)) CheckStarts(state, layout, faults);
        foreach (var (path, entry) in state.Entries.Where(e => IsCurrentOfSubAgent(e.Key)))
        {
            var slot = $"{Path.GetDirectoryName(path)}/{entry.Target}";
            if (new SlotCheck(state).FindFault(slot) is { } fault) faults.Add(fault);
        }
        return faults;
    }

    private static bool IsCurrentOfSubAgent(string path) =>
        path.StartsWith(SubAgents, StringComparison.Ordinal)
        && path.EndsWith("/current", StringComparison.Ordinal);

    private static void CheckStarts(DiskState state, AopsLayout layout, List<string> faults)
    {
        // The first reader of a damaged journal repairs and reports it.
        var store = new JournalStore(layout, TimeProvider.System, faults.Add);
        store.Read();
        foreach (var role in new[] { Role.Spm, Role.Spa })
        {
            string? program = null;
            // The end of a trial may be reported, which is not a fault of the disk.
            var code = new SlotLauncher(layout, role, TimeProvider.System, _ => { })
                .Run((chosen, _) => program = chosen);
            var named = store.Read().VersionFor(role);
            if (code != ExitCodes.Ok || program is null)
                faults.Add($"nothing can be started as {role.ProgramName()} (exit code {code})");
            else if (program != layout.SlotProgram(named ?? "none", role))
                faults.Add($"{program} would be started, and the journal names {named}");
            else if (new SlotCheck(state).FindFault(Releases + named) is { } fault)
                faults.Add(fault);
        }
    }
}
