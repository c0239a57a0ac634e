using Aops.Native.Processes;
using Aops.Supervision.Children;
using Aops.Supervision.Loop;
using Aops.Systemd.Client;
using Aops.Systemd.Transient;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision.Units;

/// <summary>
/// A sub-agent that is a unit. systemd is asked on the queue's thread; what it says comes back to the loop. Its end is
/// told by the kernel, and how it ended by systemd.
/// </summary>
internal sealed partial class UnitChild(
    UnitQueue queue, EventLoop loop, ExitWatch exits, string unit, IChildOwner owner, ILogger logger) : IChild
{
    // systemd gives a unit of Type=exec this long by itself, and then fails the job.
    private static readonly TimeSpan StartTime = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan BurialTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan NameFreeWait = TimeSpan.FromMilliseconds(5);
    private const int NameFreeTriesMax = 200;

    private IDisposable? _watch;
    private bool _forgotten;

    public ChildProcess? Process { get; private set; }

    public bool IsRunning { get; private set; }

    /// <summary>Has it started.</summary>
    public void Begin(TransientUnit description) => queue.Post(manager =>
    {
        try
        {
            var result = manager.Wait(StartFresh(manager, description), StartTime, CancellationToken.None);
            if (result != JobResult.Done)
            {
                var refusal = Refusal(manager, result, description);
                Tell(() => owner.OnStartFailed(this, refusal));
                return;
            }
            var pid = manager.Status(unit).MainPid;
            var process = pid > 0 ? ProcessIdentity.TryRead(pid) : null;
            Tell(() => OnStarted(process));
        }
        catch (SystemdException e)
        {
            Tell(() => owner.OnStartFailed(this, $"systemd does not start {unit}: {e.Message}"));
        }
    });

    /// <summary>Takes up one that runs.</summary>
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
        // It was quicker than this look at it.
        if (process is null) OnEnd();
    }

    private void Follow(ProcessIdentity process)
    {
        Process = new ChildProcess(process);
        _watch = exits.Begin(Process, isChild: false, OnEnd);
    }

    private void OnEnd() => queue.Post(manager =>
    {
        var exit = ChildExit.Unknown;
        try
        {
            exit = Bury(manager);
        }
        catch (SystemdException e)
        {
            LogNotBuried(logger, unit, e.Message);
        }
        Tell(() => owner.OnExited(this, exit));
    });

    // systemd learns of the end a moment after the kernel has told it here.
    private ChildExit Bury(SystemdClient manager)
    {
        manager.WaitUntil(unit, s => s.MainPid == 0, BurialTime, CancellationToken.None);
        var exit = manager.ExitOf(unit);
        Clear(manager);
        return exit is null ? ChildExit.Unknown : new ChildExit(exit.Code, exit.EndSignal);
    }

    // What the main process left behind ends with it, and the name is free again.
    private void Clear(SystemdClient manager)
    {
        manager.Kill(unit, "all", Native.Processes.Signal.SIGKILL);
        if (manager.Status(unit).IsLive) manager.Wait(manager.Stop(unit), BurialTime, CancellationToken.None);
        manager.ResetFailed(unit);
    }

    private UnitJob StartFresh(SystemdClient manager, TransientUnit description)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return manager.StartTransient(description);
            }
            catch (SystemdException e) when (e.Name == SystemdErrors.UnitExists && attempt < NameFreeTriesMax)
            {
                // One that nobody has taken up; there are never two.
                Clear(manager);
                Thread.Sleep(NameFreeWait);
            }
        }
    }

    private string Refusal(SystemdClient manager, JobResult result, TransientUnit description)
    {
        var code = manager.ExitOf(unit)?.Code;
        Clear(manager);
        // systemd.exec(5), "Process Exit Codes".
        var reason = code switch
        {
            200 => "its working directory cannot be entered",
            201 => "its nice value cannot be set",
            203 => SpawnSentence.OfProgram(description.Program),
            205 => "a limit cannot be set",
            206 => "its OOM score cannot be set",
            209 or 222 => "its log cannot be opened",
            216 => "its group cannot be taken on",
            217 => "its user cannot be taken on",
            226 => "its view of the files cannot be made",
            { } other => $"its set-up ended with {other}",
            null => $"the job ended as {result.ToString().ToLowerInvariant()}",
        };
        return $"systemd cannot start {unit}: {reason}";
    }

    private void Tell(Action action) => loop.Post(() =>
    {
        if (!_forgotten) action();
    });

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Unit}: {Signal} could not be sent: {Reason}; its deadline goes on")]
    private static partial void LogNotSignalled(ILogger logger, string unit, string signal, string reason);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "{Unit} ended, and systemd does not answer: {Reason}; it counts as an end of unknown status")]
    private static partial void LogNotBuried(ILogger logger, string unit, string reason);
}
