using Aops.Contracts;
using Aops.Native;
using Aops.Native.Events;
using Aops.Supervision;
using Aops.Systemd.Notify;
using Aops.Upgrade.Launching;
using Microsoft.Extensions.Logging;

namespace Aops.Spm;

/// <summary>
/// Replaces this process by the launcher, which executes the slot that the journal chooses. The pid stays: children
/// stay children, systemd's main pid is right, and spa sees a new image, not a death.
/// </summary>
internal sealed partial class RestartInPlace(
    AopsLayout layout, Supervisor supervisor, EventLoop loop, ServiceNotifier notifier,
    ILogger<RestartInPlace> logger) : ISelfRestart
{
    private static readonly TimeSpan DetachTime = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();

    /// <summary>Does not return, unless the launcher cannot be executed.</summary>
    /// <param name="why">For the log.</param>
    public void Now(string why)
    {
        lock (_gate)
        {
            LogRestart(why);
            notifier.Reloading($"starting anew in place: {why}");
            // Nothing is spawned from here on, and what the next image needs to adopt is on the disk.
            if (!supervisor.DisposeAsync().AsTask().Wait(DetachTime)) LogDetachSlow(DetachTime.TotalSeconds);
            loop.Dispose();
            try
            {
                LauncherCommand.ReplaceSelf(layout, Role.Spm);
            }
            catch (PosixException e)
            {
                LogFailed(e.Message);
                // A process whose supervision is detached is of no use: spa starts a whole one.
                Environment.FailFast($"{e.Message}; aops-spa starts aops-spm anew");
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "starting anew in place: {Why}")]
    private partial void LogRestart(string why);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "the sub-agents' states were not written within {Seconds} s; the next image looks for them itself")]
    private partial void LogDetachSlow(double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}; aops-spa starts aops-spm anew")]
    private partial void LogFailed(string reason);
}
