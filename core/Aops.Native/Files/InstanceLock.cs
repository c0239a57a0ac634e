namespace Aops.Native.Files;

/// <summary>
/// The lock that makes a second copy of a half impossible, and its renewal after somebody deleted the file. Safe from
/// any thread.
/// </summary>
/// <param name="first">The lock as it was taken at the start; it belongs to this from now on.</param>
public sealed class InstanceLock(FileLock first) : IDisposable
{
    private readonly Lock _gate = new();
    private FileLock _current = first;

    /// <summary>The file.</summary>
    public string Path { get; } = first.Path;

    /// <summary>Whether the name still leads to the lock.</summary>
    public bool IsIntact => _current.IsIntact;

    /// <summary>Makes and locks the file anew, where it does not lead to the lock any more.</summary>
    /// <returns>Whether the lock is held; false if another process was faster.</returns>
    /// <exception cref="IOException">The file or its directory cannot be made.</exception>
    public bool TryRenew()
    {
        lock (_gate)
        {
            if (_current.IsIntact) return true;
            AtomicFile.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            if (FileLock.TryAcquire(Path) is not { } renewed) return false;
            _current.Dispose();
            _current = renewed;
            return true;
        }
    }

    /// <summary>Whether this process may act as the one copy, renewing the lock where that is needed.</summary>
    /// <returns>False only if another process holds the lock: a disk that takes no new file proves no second copy.</returns>
    public bool Ensure()
    {
        try
        {
            return TryRenew();
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return true;
        }
    }

    /// <summary>Releases the lock; the file stays.</summary>
    public void Dispose() => _current.Dispose();
}
