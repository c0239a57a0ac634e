using Aops.Native.Files;

namespace Aops.Native.Watching;

/// <summary>
/// Notifies when a file may have changed, even through symbolic links: the directories of all links on the way and
/// of the file are watched. At most <see cref="WatchesMax"/> directories are watched, those nearest to the file.
/// </summary>
/// <param name="path">The file, absolute.</param>
/// <param name="onTouched">
/// Called on a watch's thread; one call may stand for several changes, or for none of this file.
/// </param>
public sealed class LinkedFileWatch(string path, Action onTouched) : IDisposable
{
    /// <summary>Most directories that are watched; each costs a sleeping thread.</summary>
    public const int WatchesMax = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, DirectoryWatch?> _watches = [];
    private bool _isDisposed;

    /// <summary>
    /// Determines the directories again and watches them. Must be called before the file is first read and after
    /// each notification, since a link may lead elsewhere by then. Must not be called from the notification itself.
    /// </summary>
    /// <returns>
    /// Whether a directory is newly watched or cannot be watched; changes in it before this call were not notified.
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

    /// <summary>Stops all watches.</summary>
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
