using Aops.AgentService.Faults;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;

namespace Aops.AgentService.Installed;

/// <summary>Allows one install, uninstall or repair at a time below a root.</summary>
internal static class InstallLock
{
    private const string FileName = "service.lock";

    // A repair that the pair started takes only seconds.
    private static readonly TimeSpan WaitTime = TimeSpan.FromSeconds(5);

    /// <summary>Takes the lock; waits some seconds for it.</summary>
    /// <exception cref="ServiceException">Another install, uninstall or repair runs.</exception>
    internal static FileLock Take(AopsLayout layout)
    {
        AtomicFile.CreateDirectory(layout.Run);
        var path = Path.Combine(layout.Run, FileName);
        try
        {
            return FileLock.Acquire(path, WaitTime);
        }
        catch (TimeoutException)
        {
            throw new ServiceException(
                $"another install, uninstall or repair (process {FileLock.ReadOwner(path)}) is under way below "
                + $"{layout.Root}; nothing was changed", ExitCodes.AlreadyRunning);
        }
    }
}
