using Aops.Contracts;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Events;
using Aops.Supervision;
using Aops.Systemd.Notify;
using Aops.Upgrade.Launching;
using Microsoft.Extensions.Logging;

namespace Aops.Spm;

/// <summary>
/// Replaces this process by the launcher, which executes the slot that the journal chooses. The pid stays:
/// children remain children, systemd's main pid remains right, and spa sees a new program, not a death.
/// </summary>
internal sealed partial class RestartInPlace(
    AopsLayout layout, Supervisor supervisor, EventLoop loop, ServiceNotifier notifier,
    ILogger<RestartInPlace> logger) : ISelfRestart
{
    private static readonly TimeSpan DetachTime = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();

    /// <summary>Restarts. Does not return, unless the launcher cannot be executed.</summary>
    /// <param name="why">Reason, for the log.</param>
    public void Now(string why)
    {
        lock (_gate)
        {
            LogRestart(why);
            notifier.Reloading($"restarting in place: {why}");
            // Nothing is spawned from here on, and the state that the next program adopts from is on the
            // disk.
            if (!supervisor.DisposeAsync().AsTask().Wait(DetachTime)) LogDetachSlow(DetachTime.TotalSeconds);
            loop.Dispose();
            try
            {
                LauncherCommand.ReplaceSelf(layout, Role.Spm);
            }
            catch (PosixException e)
            {
                LogFailed(e.Message);
                // A process with detached supervision is of no use: end it, so that spa starts a new one.
                Environment.FailFast($"{e.Message}; aops-spa restarts aops-spm");
            }
        }
    }

    [LoggerMessage(2130, LogLevel.Information, "restarting in place: {Why}")]
    private partial void LogRestart(string why);

    [LoggerMessage(2131, LogLevel.Warning,
        "the sub-agents' states were not written within {Seconds} s; the next image looks for them itself")]
    private partial void LogDetachSlow(double seconds);

    [LoggerMessage(2132, LogLevel.Error, "{Reason}; aops-spa restarts aops-spm")]
    private partial void LogFailed(string reason);
}
