using Aops.Native.Files;

namespace Aops.Spm.Health;

/// <summary>The lock that makes a second copy impossible, and its renewal after somebody deleted the file.</summary>
internal sealed class HeldLock(FileLock first) : IDisposable
{
    private readonly Lock _gate = new();
    private FileLock _current = first;

    /// <summary>Whether the name still leads to the lock.</summary>
    public bool IsIntact => _current.IsIntact;

    /// <summary>Makes and locks the file anew.</summary>
    /// <returns>Whether that worked; false if another process was faster.</returns>
    public bool TryRenew()
    {
        lock (_gate)
        {
            if (_current.IsIntact) return true;
            if (FileLock.TryAcquire(_current.Path) is not { } renewed) return false;
            _current.Dispose();
            _current = renewed;
            return true;
        }
    }

    public void Dispose() => _current.Dispose();
}
