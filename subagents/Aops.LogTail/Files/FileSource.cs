using Aops.LogTail.Lines;
using Aops.LogTail.Patterns;
using Aops.LogTail.Records;
using Aops.LogTail.Settings;
using Aops.Native.Files;

namespace Aops.LogTail.Files;

/// <summary>
/// Follows the files of some patterns. New ones are looked for each second, and read from their start; one that was
/// renamed or deleted is read to its end, and closed when it has not grown for some time.
/// </summary>
internal sealed class FileSource : ISource
{
    internal const int FilesMax = 512;

    internal static readonly TimeSpan ScanEvery = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan CloseAfter = TimeSpan.FromSeconds(30);

    private readonly SourceSettings _settings;
    private readonly TimeProvider _clock;
    private readonly SourceOutput _output;
    private readonly GlobPattern[] _patterns;
    private readonly Dictionary<string, FileTail> _tails = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileState> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _faults = new(StringComparer.Ordinal);
    private readonly byte[] _buffer;
    private bool _isFirstStart;
    private long? _scannedAt;
    private int _turn;

    // What the reporter reads, which is another loop.
    private volatile Look _look = new(0, 0, []);

    internal FileSource(SourceSettings settings, byte[] head, SourceState? earlier, TimeProvider clock)
    {
        (_settings, _clock) = (settings, clock);
        _output = new SourceOutput(settings, head, earlier, clock);
        _patterns = [.. settings.Files.Select(pattern => new GlobPattern(pattern))];
        _buffer = new byte[Math.Max(256 * 1024, settings.LineBytesMax + 4)];
        _isFirstStart = earlier is null;
        State = earlier ?? _output.Counters;
        foreach (var (key, file) in earlier?.Files ?? []) TakeUp(key, file);
    }

    public string Name => _settings.Name;

    public IReadOnlyList<string> Faults => _look.Faults;

    public int FilesOpen => _look.Files;

    public long BytesBehind => _look.Behind;

    public SourceState State { get; private set; }

    public bool Read(Chunk chunk, bool isLast)
    {
        if (_scannedAt is not { } at || _clock.GetElapsedTime(at) >= ScanEvery) Scan();
        var isMore = false;
        // Each pass begins with another file, so that a busy one does not keep the others waiting.
        var tails = _tails.Values.ToList();
        _turn = tails.Count == 0 ? 0 : (_turn + 1) % tails.Count;
        for (var i = 0; i < tails.Count; i++) isMore |= Read(tails[(_turn + i) % tails.Count], chunk);
        _output.TellDrops(chunk, isLast);
        Tell(chunk);
        _look = new Look(_tails.Count, _tails.Values.Sum(tail => tail.Behind), [.. _faults.Values]);
        return isMore;
    }

    public void Dispose()
    {
        foreach (var tail in _tails.Values) tail.Dispose();
        _tails.Clear();
    }

    private bool Read(FileTail tail, Chunk chunk)
    {
        try
        {
            if (tail.IsTruncated) Restart(tail, chunk);
            var isMore = tail.Read(chunk, _buffer, isLast: false);
            if (!tail.IsNamed && !isMore && tail.Idle >= CloseAfter)
            {
                // A last line without an end will get none.
                if (tail.Read(chunk, _buffer, isLast: true)) return true;
                if (tail.Behind == 0) Close(tail);
            }
            _faults.Remove(tail.State.Path);
            return isMore;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            _faults[tail.State.Path] = $"{tail.State.Path} cannot be read: {e.Message}; tried again";
            return false;
        }
    }

    // What was written between the last look and the truncation is in the copy, if there is one.
    private void Restart(FileTail tail, Chunk chunk)
    {
        _output.Truncated();
        var before = tail.State;
        var copy = RotatedFiles.FindCopy(before, file => !_tails.ContainsKey(file.Key));
        tail.Restart();
        if (copy is null) return;
        var state = before with { Device = copy.Device, Inode = copy.Inode };
        var rest = new FileTail(copy, state, _settings, _output, _clock) { IsNamed = false };
        _tails[copy.Key] = rest;
        rest.Read(chunk, _buffer, isLast: false);
    }

    private void Scan()
    {
        _scannedAt = _clock.GetTimestamp();
        var named = new HashSet<string>(StringComparer.Ordinal);
        var isFull = false;
        foreach (var path in _patterns.SelectMany(pattern => pattern.Find()).Where(IsWanted))
        {
            try
            {
                if (FileStatus.TryRead(path, _settings.FollowsLinks) is not { IsRegular: true } status) continue;
                var key = LogFile.KeyOf(status);
                if (!named.Add(key)) continue;
                if (_tails.TryGetValue(key, out var known)) known.Rename(path);
                else if (_tails.Count >= FilesMax) isFull = true;
                else if (LogFile.TryOpen(path, _settings.FollowsLinks) is { } file) Follow(file, path);
                _faults.Remove(path);
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                _faults[path] = $"{path} cannot be opened: {e.Message}; tried again";
            }
        }
        foreach (var (key, tail) in _tails) tail.IsNamed = named.Contains(key);
        _faults.Remove("");
        if (isFull) _faults[""] = $"source '{Name}' follows {FilesMax} files; more match, and are not read";
        _isFirstStart = false;
    }

    private void Follow(LogFile file, string path)
    {
        // A copy that a rotation has made, and that the pattern matches too, is read from where the original was.
        var original = _tails.Values.FirstOrDefault(tail => file.IsCopyOf(tail.File, tail.State));
        var offset = original?.State.Offset
            ?? (_isFirstStart && !_settings.FromBeginning ? file.Length : 0);
        var head = (int)Math.Min(LogFile.HeadBytesMax, offset);
        _tails[file.Key] = new FileTail(file, new FileState
        {
            Path = path, Device = file.Device, Inode = file.Inode, Offset = offset, HeadBytes = head,
            Head = file.Head(head),
        }, _settings, _output, _clock);
    }

    private bool IsWanted(string path)
    {
        var name = Path.GetFileName(path);
        return !RotatedFiles.IsCompressed(name) && !_settings.Exclude.Any(part => GlobPattern.Matches(part, name));
    }

    // A file that was followed before the restart: by its path, else under the name that a rotation gave it.
    private void TakeUp(string key, FileState state)
    {
        _told[key] = state;
        try
        {
            var file = LogFile.TryOpen(state.Path, _settings.FollowsLinks);
            if (file is not null && (file.Device != state.Device || file.Inode != state.Inode))
            {
                file.Dispose();
                file = null;
            }
            file ??= RotatedFiles.FindRenamed(state);
            if (file is null) _output.LostFile();
            // One that was truncated meanwhile is found to be by its first reading.
            else _tails[key] = new FileTail(file, state, _settings, _output, _clock);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            _faults[state.Path] = $"{state.Path} cannot be opened: {e.Message}; tried again";
            _output.LostFile();
        }
    }

    private void Close(FileTail tail)
    {
        _tails.Remove(tail.File.Key);
        tail.Dispose();
    }

    // Adds to the chunk what changed of the positions since the last one.
    private void Tell(Chunk chunk)
    {
        var changed = _tails.Where(t => !_told.TryGetValue(t.Key, out var told) || told != t.Value.State)
            .ToDictionary(t => t.Key, t => t.Value.State, StringComparer.Ordinal);
        var gone = _told.Keys.Where(key => !_tails.ContainsKey(key)).ToList();
        if (changed.Count == 0 && gone.Count == 0 && !_output.IsChanged) return;
        State = _output.Counters with { Files = changed, Gone = gone };
        chunk.Change(State);
        foreach (var (key, state) in changed) _told[key] = state;
        foreach (var key in gone) _told.Remove(key);
        _output.Counted();
    }

    private sealed record Look(int Files, long Behind, IReadOnlyList<string> Faults);
}
