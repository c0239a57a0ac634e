using Aops.Contracts;
using Aops.Hosting.Logging;
using Aops.Ipc;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Files;
using Aops.Native.Programs;
using Aops.Upgrade.Launching;

namespace Aops.Spa;

/// <summary>
/// One run of spa: takes the lock, runs, and then ends or replaces its program in the same process.
/// </summary>
internal static class SpaProcess
{
    private static readonly TimeSpan LockTime = TimeSpan.FromMilliseconds(100);

    public static async Task<int> RunAsync(AopsLayout layout)
    {
        // In parallel with the rest of the start, of which it takes a tenth.
        _ = Task.Run(FrameCodec.Prepare);
        if (!TryLock(layout, out var held, out var exitCode)) return exitCode;
        using var logging = AgentLogging.Open(layout, Role.Spa);
        var end = await new SpaHost(layout, held!, logging).LiveAsync();
        if (!end.IsReplacement)
        {
            held!.Dispose();
            StandardStreams.Forgive();
            return ExitCodes.Ok;
        }
        logging.Dispose();
        try
        {
            LauncherCommand.ReplaceSelf(layout, Role.Spa);
        }
        catch (PosixException e)
        {
            // Signal handlers are reset by now: this program cannot continue.
            Console.Error.WriteLine($"aops-spa: {e.Message}; ending, aops-spm starts it again");
        }
        return ExitCodes.OsError;
    }

    private static bool TryLock(AopsLayout layout, out InstanceLock? held, out int exitCode)
    {
        held = null;
        exitCode = ExitCodes.Ok;
        try
        {
            AtomicFile.CreateDirectory(layout.Run);
            held = new InstanceLock(FileLock.Acquire(layout.Lock(Role.Spa), LockTime));
            return true;
        }
        catch (TimeoutException)
        {
            var owner = FileLock.ReadOwner(layout.Lock(Role.Spa));
            Console.Error.WriteLine($"aops-spa: process {owner} already runs on {layout.Root}; ending this one");
            exitCode = ExitCodes.AlreadyRunning;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            Console.Error.WriteLine($"aops-spa: {layout.Run} cannot be used: {e.Message}; ending");
            exitCode = e is UnauthorizedAccessException or PosixException { Errno: Errno.EACCES or Errno.EPERM }
                ? ExitCodes.NoPermission
                : ExitCodes.CannotWrite;
        }
        return false;
    }
}
