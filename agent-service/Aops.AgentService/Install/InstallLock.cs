using Aops.AgentService.Faults;
using Aops.Contracts;
using Aops.Native.Files;

namespace Aops.AgentService.Install;

/// <summary>Only one install or uninstall at a time below one root.</summary>
internal static class InstallLock
{
    private const string FileName = "service.lock";

    /// <summary>Takes the lock.</summary>
    /// <exception cref="ServiceException">Another install or uninstall is under way.</exception>
    internal static FileLock Take(AopsLayout layout)
    {
        Durable.CreateDirectory(layout.Run);
        var path = Path.Combine(layout.Run, FileName);
        return FileLock.TryAcquire(path) ?? throw new ServiceException(
            $"another install or uninstall (process {FileLock.ReadOwner(path)}) is under way below {layout.Root}; "
            + "nothing was changed", ExitCodes.AlreadyRunning);
    }
}
