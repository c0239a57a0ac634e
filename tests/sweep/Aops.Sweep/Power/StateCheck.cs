namespace Aops.Sweep.Power;

/// <summary>
/// What must hold of every state, of a host or of a server: nothing is torn, nothing that always existed is
/// gone, and nothing is older than what must survive.
/// </summary>
internal sealed class StateCheck(PowerRecording recording, CutStates states)
{
    // Files that are not complete yet, or about to be deleted, are read by no program. The content of a
    // lock has no meaning.
    private static readonly string[] Unfinished =
        [".tmp", ".new", ".staging-", ".trash-", ".lock", "/packages/", "/.install/", ".uploads/", ".staging/"];

    /// <summary>Looks.</summary>
    /// <returns>What is wrong, a sentence each; empty if nothing is.</returns>
    public IReadOnlyList<string> FindFaults(DiskState state) =>
    [
        .. state.Entries.Where(e => IsTorn(e.Key, e.Value))
            .Select(e => $"{e.Key} has content that was never written ({e.Value.Content?.Bytes.Length} bytes)"),
        .. states.History.Constant.Where(p => !IsExempt(p) && !state.Entries.ContainsKey(p)).Select(p => $"{p} is gone"),
        .. state.Promised.Where(p => !IsExempt(p.Key) && IsOlder(p.Key, p.Value, state))
            .Select(p => $"{p.Key} is older than what was told of it"),
    ];

    private bool IsOlder(string path, int oldest, DiskState state) =>
        states.History.IndexOf(path, state.Entries.GetValueOrDefault(path)) < oldest;

    private bool IsTorn(string path, DiskEntry entry) =>
        !entry.IsFolder && !IsExempt(path) && !states.History.HasSeen(path, entry);

    private bool IsExempt(string path) =>
        recording.IsOutside(path) || Unfinished.Any(u => path.Contains(u, StringComparison.Ordinal));
}
