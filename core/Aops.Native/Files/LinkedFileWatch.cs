namespace Aops.Native.Files;

/// <summary>
/// Tells when a file may have changed, wherever symbolic links lead to it: what holds a link, and what holds the file, is
/// watched. Of links into each other's folders, at most <see cref="WatchesMax"/> are followed, those nearest to the file.
/// </summary>
/// <param name="path">The file, absolute.</param>
/// <param name="onTouched">Called on a watch's thread; one call may stand for several changes, or for none of the file.</param>
public sealed class LinkedFileWatch(string path, Action onTouched) : IDisposable
{
    /// <summary>How many directories are watched at most; each takes a thread that sleeps.</summary>
    public const int WatchesMax = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DirectoryWatch?> _watches = [];
    private bool _isDisposed;

    /// <summary>
    /// Looks again which directories there are on the way, and watches those. To be called before the file is read, at
    /// first and after each touch: a link may lead elsewhere then. Not to be called from a touch itself.
    /// </summary>
    /// <returns>
    /// Whether another directory is watched than before, or one cannot be: what was changed there meanwhile was told by
    /// nobody.
    /// </returns>
    public bool Refresh()
    {
        lock (_gate)
        {
            if (_isDisposed) return false;
            var wanted = LinkChain.DirectoriesOf(path).TakeLast(WatchesMax).ToHashSet();
            var wasMissed = false;
            foreach (var (directory, watch) in _watches.ToList())
            {
                if (wanted.Contains(directory) && watch is { IsLost: false }) continue;
                watch?.Dispose();
                _watches.Remove(directory);
            }
            foreach (var directory in wanted)
            {
                if (_watches.ContainsKey(directory)) continue;
                _watches[directory] = DirectoryWatch.TryBegin(directory, onTouched);
                wasMissed = true;
            }
            return wasMissed;
        }
    }

    /// <summary>Stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var watch in _watches.Values) watch?.Dispose();
            _watches.Clear();
            _isDisposed = true;
        }
    }
}
