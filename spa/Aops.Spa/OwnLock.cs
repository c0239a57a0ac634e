using Aops.Native.Files;
using Microsoft.Extensions.Logging;

namespace Aops.Spa;

/// <summary>
/// The lock that makes this process the one companion of its root. Two may both believe to be it for a moment, after
/// somebody deleted the file; who holds the lock is it, and the other one ends.
/// </summary>
internal sealed partial class OwnLock(InstanceLock held, Action<SpaExit> end, ILogger logger)
{
    private readonly ILogger _logger = logger;

    /// <summary>Whether the lock is held under its name.</summary>
    public bool IsIntact => held.IsIntact;

    /// <summary>Makes sure that this process holds the lock; without it, it ends.</summary>
    /// <returns>Whether it may act.</returns>
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

    /// <summary>Makes and locks the file again where its name was deleted.</summary>
    /// <exception cref="IOException">It cannot be made now.</exception>
    public void Repair()
    {
        if (held.IsIntact) return;
        if (held.TryRenew()) LogRepaired(held.Path);
        else EndAsSecondCopy();
    }

    private void EndAsSecondCopy() => end(new SpaExit(
        false, $"{held.Path} was deleted, and process {FileLock.ReadOwner(held.Path)} has taken it since"));

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} was deleted; it is made and locked anew")]
    private partial void LogRepaired(string path);
}
