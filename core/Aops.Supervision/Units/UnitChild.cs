using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Supervision.Children;
using Aops.Systemd;
using Aops.Systemd.Client;
using Aops.Systemd.Transient;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision.Units;

/// <summary>
/// A sub-agent that is a unit. systemd is called on the queue's thread; results come back to the loop. The kernel
/// reports its exit, and systemd the cause: a failure, an order to stop, or a restart by another process, after
/// which the unit has a new process.
/// </summary>
internal sealed partial class UnitChild(
    UnitQueue queue, EventLoop loop, ExitWatch exits, string unit, IChildOwner owner, ILogger logger) : IChild
{
    private IDisposable? _watch;
    private bool _forgotten;

    public ChildProcess? Process { get; private set; }

    public bool IsRunning { get; private set; }

    /// <summary>Starts the unit.</summary>
    /// <param name="description">The unit.</param>
    /// <param name="loaded">What systemd may have loaded under its name.</param>
    public void Begin(TransientUnit description, LoadedUnits loaded) =>
        Await(new UnitStart(description, loaded).Look, result =>
        {
            switch (result)
            {
                case UnitStartResult.Started { Process: var process }:
                    OnStarted(process);
                    break;
                case UnitStartResult.Held { Why: var why }:
                    owner.OnHeld(this, why, exit: null);
                    break;
                case UnitStartResult.Refused { Sentence: var sentence }:
                    owner.OnStartFailed(this, sentence);
                    break;
            }
        });

    /// <summary>Adopts a running unit.</summary>
    public void TakeUp(ProcessIdentity process)
    {
        IsRunning = true;
        Follow(process);
    }

    public void Signal(int signal) => queue.Post(manager =>
    {
        try
        {
            manager.Kill(unit, "all", signal);
        }
        catch (SystemdException e)
        {
            LogNotSignalled(logger, unit, Native.Processes.Signal.Name(signal), e.Message);
        }
    });

    public void Dispose()
    {
        _forgotten = true;
        _watch?.Dispose();
    }

    private void OnStarted(ProcessIdentity? process)
    {
        IsRunning = true;
        if (process is { } known) Follow(known);
        owner.OnRunning(this);
        // The process ended before it could be read.
        if (process is null) OnEnd();
    }

    private void Follow(ProcessIdentity process)
    {
        Process = new ChildProcess(process);
        _watch = exits.Begin(Process, isChild: false, OnEnd);
    }

    private void OnEnd() =>
        Await(new UnitEndWatch(unit, Process?.Pid ?? 0).Look, end =>
        {
            switch (end)
            {
                case UnitEnd.Died { Exit: var exit }:
                    owner.OnExited(this, exit);
                    break;
                case UnitEnd.Stopped { Exit: var exit, Why: var why }:
                    LogStopped(logger, unit, why);
                    owner.OnHeld(this, why, exit);
                    break;
                case UnitEnd.Replaced { Process: var process }:
                    LogReplaced(logger, unit, process.Pid);
                    Follow(process);
                    owner.OnReplaced(this, ChildExit.Unknown);
                    break;
                case UnitEnd.Unknown { Fault: var fault }:
                    LogNotBuried(logger, unit, fault);
                    owner.OnExited(this, ChildExit.Unknown);
                    break;
            }
        });

    private void Await<T>(Func<SystemdClient, T?> look, Action<T> done) where T : class =>
        new UnitWait<T>(queue, loop, look, found =>
        {
            if (!_forgotten) done(found);
        }).Begin();

    [LoggerMessage(1360, LogLevel.Information, "{Unit} was ended, and that is no death: {Why}")]
    private static partial void LogStopped(ILogger logger, string unit, string why);

    [LoggerMessage(1361, LogLevel.Information,
        "{Unit} was restarted by systemd on an order of another process; adopted as pid {Pid}")]
    private static partial void LogReplaced(ILogger logger, string unit, int pid);

    [LoggerMessage(1362, LogLevel.Warning, "{Unit}: {Signal} could not be sent: {Reason}; its deadline goes on")]
    private static partial void LogNotSignalled(ILogger logger, string unit, string signal, string reason);

    [LoggerMessage(1363, LogLevel.Warning,
        "{Unit} ended, and systemd does not answer: {Reason}; it counts as an end of unknown status")]
    private static partial void LogNotBuried(ILogger logger, string unit, string reason);
}
