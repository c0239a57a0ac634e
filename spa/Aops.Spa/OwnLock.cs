using Aops.Native.Files;
using Microsoft.Extensions.Logging;

namespace Aops.Spa;

/// <summary>
/// The lock that makes this process the only spa of its root. Two processes may believe so for a moment
/// after the file was deleted; the one that holds the lock continues, and the other one ends.
/// </summary>
internal sealed partial class OwnLock(InstanceLock held, Action<SpaExit> end, ILogger logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Whether the locked file still has its name.</summary>
    public bool IsIntact => held.IsIntact;

    /// <summary>Ensures that this process holds the lock; ends the process if another one does.</summary>
    /// <returns>Whether this process may act.</returns>
    public bool Ensure()
    {
        if (held.IsIntact) return true;
        if (!held.Ensure())
        {
            EndAsSecondCopy();
            return false;
        }
        if (held.IsIntact) LogRepaired(held.Path);
        return true;
    }

    /// <summary>Creates and locks the file again after its name was deleted.</summary>
    /// <exception cref="IOException">It cannot be created now.</exception>
    public void Repair()
    {
        if (held.IsIntact) return;
        if (held.TryRenew()) LogRepaired(held.Path);
        else EndAsSecondCopy();
    }

    private void EndAsSecondCopy() => end(new SpaExit(
        false, $"{held.Path} was deleted, and process {FileLock.ReadOwner(held.Path)} has taken it since"));

    [LoggerMessage(2510, LogLevel.Warning, "{Path} was deleted; it is created and locked again")]
    private partial void LogRepaired(string path);
}
