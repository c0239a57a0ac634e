using Aops.Native.Watching;
using Aops.Runs;

namespace Aops.Spm.Runs;

/// <summary>
/// Notices at once what keepers write of the runs that are under way: where they stand, and output. What it does not notice,
/// for want of a descriptor or of F_NOTIFY in the kernel, its readers find by looking, later. On the loop of
/// <see cref="RunService"/> only; both callbacks come on other threads.
/// </summary>
/// <param name="ledger">Knows the folders.</param>
/// <param name="onNote">Called when the folder of a run has changed.</param>
/// <param name="onOutput">Called when there may be more output.</param>
internal sealed class RunWatch(RunLedger ledger, Action onNote, Action onOutput) : IDisposable
{
    private readonly Dictionary<string, Followed> _runs = [];

    /// <summary>
    /// Watches these runs, and no others. What was written before a watch began is called as if it were new.
    /// </summary>
    /// <param name="ids">Runs whose keepers may be at work.</param>
    public void Follow(IReadOnlyCollection<string> ids)
    {
        foreach (var (id, followed) in _runs.Where(run => !ids.Contains(run.Key)).ToList())
        {
            followed.Dispose();
            _runs.Remove(id);
        }
        foreach (var id in ids) Follow(id);
    }

    /// <summary>Ends all watches.</summary>
    public void Dispose() => Follow([]);

    private void Follow(string id)
    {
        if (!_runs.TryGetValue(id, out var followed)) _runs[id] = followed = new Followed(ledger.FolderOf(id));
        if (followed.TryBeginNotes(onNote)) onNote();
        if (followed.TryBeginOutput(onOutput)) onOutput();
    }

    private sealed class Followed(RunFolder folder) : IDisposable
    {
        private DirectoryWatch? _notes;
        private DirectoryWatch? _output;

        public bool TryBeginNotes(Action onNote) =>
            _notes is null && (_notes = DirectoryWatch.TryBegin(folder.Path, onNote)) is not null;

        // The keeper makes the folder of the output.
        public bool TryBeginOutput(Action onOutput) =>
            _output is null && (_output = DirectoryWatch.TryBegin(folder.Output, onOutput)) is not null;

        public void Dispose()
        {
            _notes?.Dispose();
            _output?.Dispose();
        }
    }
}
