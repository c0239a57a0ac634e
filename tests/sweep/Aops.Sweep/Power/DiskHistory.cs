namespace Aops.Sweep.Power;

/// <summary>What the running system could see at each path, in its order, and what of it was promised to last.</summary>
public sealed class DiskHistory
{
    private const string Nothing = "";

    private readonly DiskModel _model;
    private readonly Dictionary<string, List<string>> _seen = [];
    private readonly bool _isBegun;

    /// <summary>Begins with what is there.</summary>
    /// <param name="model">The disk; whoever plays it notes each call.</param>
    public DiskHistory(DiskModel model)
    {
        _model = model;
        foreach (var (name, node) in model.Root.Children!) NoteBelow(name, node);
        _isBegun = true;
    }

    /// <summary>Paths that were there at all times.</summary>
    public IEnumerable<string> Constant => _seen.Where(p => !p.Value.Contains(Nothing)).Select(p => p.Key);

    /// <summary>What must not be lost any more: a path, and the oldest of its contents that may be there.</summary>
    public IReadOnlyDictionary<string, int> Promised { get; private set; } = new Dictionary<string, int>();

    /// <summary>Whether a file had this content, or a link led there, at some moment.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="entry">What lies there; null for nothing.</param>
    public bool HasSeen(string path, DiskEntry? entry) => IndexOf(path, entry) >= 0;

    /// <summary>When a path had this content last, as a number that grows; -1 for never.</summary>
    /// <param name="path">The path.</param>
    /// <param name="entry">What lies there; null for nothing.</param>
    public int IndexOf(string path, DiskEntry? entry) => !_seen.TryGetValue(path, out var seen)
        ? -1
        : seen.LastIndexOf(entry is null ? Nothing : TextOf(entry.Content, entry.Target));

    /// <summary>Notes what a call has changed.</summary>
    /// <param name="call">The call, which was played.</param>
    public void Note(DiskEvent call)
    {
        foreach (var path in new[] { call.Source, call.Path })
        {
            if (path.Length == 0 || path == "?") continue;
            if (_model.TryFind(path) is { } node) NoteBelow(path, node);
            else if (call.Call is DiskCall.Unlink or DiskCall.Rename) NoteGone(path);
        }
    }

    /// <summary>From now on what lies at some paths must last, or what comes after it.</summary>
    /// <param name="isMeant">Tells the paths.</param>
    public void Promise(Func<string, bool> isMeant)
    {
        var promised = new Dictionary<string, int>(Promised);
        foreach (var (path, seen) in _seen)
        {
            if (isMeant(path)) promised[path] = seen.Count - 1;
        }
        Promised = promised;
    }

    private static string TextOf(Content? content, string? target) => content?.Hash ?? target ?? "folder";

    private void NoteBelow(string path, DiskNode node)
    {
        // What was not there from the begin was not there at some time.
        if (!_seen.TryGetValue(path, out var seen)) _seen[path] = seen = _isBegun ? [Nothing] : [];
        Add(seen, TextOf(node.Buffer?.Take(), node.Target));
        if (node.Children is null) return;
        foreach (var (name, child) in node.Children) NoteBelow($"{path}/{name}", child);
    }

    private void NoteGone(string path)
    {
        foreach (var (known, seen) in _seen)
        {
            if (known == path || known.StartsWith(path + "/", StringComparison.Ordinal)) Add(seen, Nothing);
        }
    }

    private static void Add(List<string> seen, string text)
    {
        if (seen.Count == 0 || seen[^1] != text) seen.Add(text);
    }
}
