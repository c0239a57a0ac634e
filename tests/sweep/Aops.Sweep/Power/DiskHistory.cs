namespace Aops.Sweep.Power;

/// <summary>What the running system could see at each path, in order, and which of it must survive.</summary>
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

    /// <summary>
    /// What must not be lost any more: each path with the oldest acceptable version of its content.
    /// </summary>
    public IReadOnlyDictionary<string, int> Promised { get; private set; } = new Dictionary<string, int>();

    /// <summary>Whether a file had this content, or a link led there, at some moment.</summary>
    /// <param name="entry">What lies there; null for nothing.</param>
    public bool HasSeen(string path, DiskEntry? entry) => IndexOf(path, entry) >= 0;

    /// <summary>When a path had this content last, as a number that grows; -1 for never.</summary>
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

    /// <summary>From now on the content of some paths, or later content, must survive.</summary>
    /// <param name="isMeant">Selects the paths.</param>
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
        // A path that did not exist at the start was absent at some time.
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
