using Aops.Contracts.Wire;
using Aops.Hosting.Loops;
using Aops.Spm.Desired;
using Aops.Spm.Health;
using Aops.Spm.Releases;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.SubAgents;

/// <summary>
/// The lanes of the sub-agents: at most one piece of work for each, beside those of the others. A failure is a fault and
/// postpones the next try. Thread-safe.
/// </summary>
internal sealed partial class SubAgentLanes(
    LaneSchedule schedule, SubAgentPause pause, ActiveFaults faults, WakeSignal news, WakeSignal ended,
    LoopSupervisor loops, ILogger logger)
{
    /// <summary>What the subject of a sub-agent's fault begins with.</summary>
    public const string FaultSubject = "sub-agent ";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task> _lanes = new(StringComparer.Ordinal);

    /// <summary>The work under way.</summary>
    public IReadOnlyCollection<Task> Running
    {
        get { lock (_gate) return [.. _lanes.Values]; }
    }

    /// <summary>The sub-agents that are worked on.</summary>
    public IReadOnlyCollection<string> Names
    {
        get { lock (_gate) return [.. _lanes.Keys]; }
    }

    /// <summary>
    /// Whether a lane may start: none runs, and its next try is due. Lowers <c>next</c> to the remaining time if that is
    /// less.
    /// </summary>
    public bool MayStart(string name, ref TimeSpan next)
    {
        lock (_gate)
        {
            if (_lanes.ContainsKey(name)) return false;
        }
        return schedule.MayBegin(name, ref next);
    }

    /// <summary>Starts a lane; a pause of the sub-agents ends it.</summary>
    public void Start(string name, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var paused = pause.Began;
        lock (_gate)
            _lanes[name] = Task.Run(() => RunAsync(name, work, paused, cancellationToken), CancellationToken.None);
    }

    /// <summary>Records that the work on a sub-agent failed.</summary>
    public void Postpone(string name, Exception e)
    {
        if (e is FetchException or InvalidDataException or IOException or InvalidOperationException
            or UnauthorizedAccessException)
        {
            Postpone(name, e.Message);
            return;
        }
        loops.LogOnce($"sub-agent {name}", e);
        Postpone(name, LoopSupervisor.SentenceOf(e));
    }

    private async Task RunAsync(
        string name, Func<CancellationToken, Task> work, CancellationToken paused, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, paused);
        try
        {
            await work(end.Token);
            if (!schedule.Succeed(name)) Postpone(name, "its change was carried out, and it is still not as wanted");
            else if (faults.Set(FaultSubject + name, null)) news.Raise();
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
        }
        catch (OrderWithdrawnException e)
        {
            LogWithdrawn(logger, name, e.Message);
            if (faults.Set(FaultSubject + name, null)) news.Raise();
        }
        catch (Exception e)
        {
            Postpone(name, e);
        }
        finally
        {
            lock (_gate) _lanes.Remove(name);
            // Remaining work is started when it is due.
            ended.Raise();
        }
    }

    private void Postpone(string name, string reason)
    {
        var wait = schedule.Fail(name);
        var isRefused = schedule.IsRefused(name);
        LogFailed(logger, name, reason,
            isRefused ? "not tried again until it is ordered once more" : $"next try in {wait.TotalSeconds:0} s");
        var fault = SubAgentFaults.TellHindered(name, reason, isRefused);
        if (faults.Set(FaultSubject + name, fault)) news.Raise();
    }

    [LoggerMessage(2191, LogLevel.Information, "sub-agent {Name}: {Reason}")]
    private static partial void LogWithdrawn(ILogger logger, string name, string reason);

    [LoggerMessage(2190, LogLevel.Warning, "sub-agent {Name}: {Reason}; {Next}")]
    private static partial void LogFailed(ILogger logger, string name, string reason, string next);
}
