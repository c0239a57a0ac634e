namespace Aops.Native.Files;

/// <summary>
/// The lock that prevents a second instance of a member of the pair, and its renewal after the lock file was
/// deleted. Safe from any thread.
/// </summary>
/// <param name="first">The lock taken at the start; this object owns it.</param>
public sealed class InstanceLock(FileLock first) : IDisposable
{
    private readonly Lock _gate = new();
    private FileLock _current = first;

    /// <summary>Path of the lock file.</summary>
    public string Path { get; } = first.Path;

    /// <summary>Whether the path still leads to the locked file.</summary>
    public bool IsIntact => _current.IsIntact;

    /// <summary>Creates and locks the file again if the path no longer leads to the locked file.</summary>
    /// <returns>Whether the lock is held; false if another process was faster.</returns>
    /// <exception cref="IOException">The file or its directory cannot be created.</exception>
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

    /// <summary>Whether this process is still the only instance; renews the lock if necessary.</summary>
    /// <returns>
    /// False only if another process holds the lock. A disk on which the file cannot be created again proves no
    /// second instance.
    /// </returns>
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
