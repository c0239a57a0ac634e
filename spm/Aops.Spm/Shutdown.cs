using System.Runtime.InteropServices;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Layout;
using Aops.Spm.SubAgents;
using Aops.Systemd;
using Aops.Systemd.Notify;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm;

/// <summary>
/// Ends this process. With the stop marker the operator wants the suite down, so sub-agents are stopped
/// first, and runs are ended. Without it spa revives spm, so sub-agents and runs continue.
/// </summary>
internal sealed partial class Shutdown(
    AopsLayout layout, SubAgentService subAgents, Func<Task> stopRuns, ServiceNotifier notifier,
    IHostApplicationLifetime lifetime, ILogger<Shutdown> logger)
    : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> _signals = [];
    private int _begun;

    /// <summary>Why the suite ends on this host; null while it runs, and where spm is started again.</summary>
    public FarewellReason? Farewell { get; private set; }

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT })
        {
            _signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Begin(context.Signal.ToString());
            }));
        }
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Begins to shut down; returns at once.</summary>
    /// <param name="why">Reason, for the log.</param>
    public void Begin(string why)
    {
        if (Interlocked.Exchange(ref _begun, 1) != 0) return;
        _ = Task.Run(() => EndAsync(why));
    }

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
    }

    private async Task EndAsync(string why)
    {
        if (File.Exists(layout.StopMarker))
        {
            Farewell = FarewellReason.Stop;
            LogStop(why);
            notifier.Stopping("stopping the runs and the sub-agents");
            try
            {
                await Task.WhenAll(stopRuns(), subAgents.StopAllAsync());
            }
            catch (Exception e)
            {
                // The process ends nevertheless.
                LogNotStopped(e);
            }
        }
        else
        {
            var next = MemberStop.Resolve(Role.Spm);
            if (next is { IsMachineEnding: true }) Farewell = FarewellReason.Shutdown;
            LogEnd(why, next?.Clause ?? "aops-spa starts aops-spm again");
            notifier.Stopping("ending; the sub-agents go on");
        }
        lifetime.StopApplication();
    }

    [LoggerMessage(2140, LogLevel.Error, "the sub-agents could not all be stopped; aops-spm ends")]
    private partial void LogNotStopped(Exception exception);

    [LoggerMessage(2141, LogLevel.Information, "stopping with all sub-agents: {Why}")]
    private partial void LogStop(string why);

    [LoggerMessage(2142, LogLevel.Information,
        "ending: {Why}; {Next}; sub-agents are not stopped by it")]
    private partial void LogEnd(string why, string next);
}
