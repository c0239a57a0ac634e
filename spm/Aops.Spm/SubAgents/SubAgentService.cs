using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Spm.Desired;
using Aops.Spm.Health;
using Aops.Spm.Heartbeats;
using Aops.Spm.Releases;
using Aops.Supervision;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.SubAgents;

/// <summary>
/// Brings the sub-agents to what the server wants. Each has a lane of its own, so that one that will not become ready
/// or cannot be downloaded delays no other, and never the suite's own upgrade.
/// </summary>
internal sealed partial class SubAgentService : BackgroundService
{
    private static readonly FullJitter Retry =
        new(TimeSpan.FromSeconds(2), 2, TimeSpan.FromSeconds(Limits.BackoffSecondsMax));

    private readonly Supervisor _supervisor;
    private readonly SubAgentStore _store;
    private readonly SubAgentFloors _floors;
    private readonly SubAgentChange _change;
    private readonly DesiredStore _desired;
    private readonly LocalHealth _health;
    private readonly FaultBoard _faults;
    private readonly NewsSignal _news;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NewsSignal _work = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task> _lanes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UpgradeReport> _reports = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LaneRetry> _retries = new(StringComparer.Ordinal);

    // What could not be taken up at the start: a full disk, no descriptor left, a slot that is being healed.
    private readonly HashSet<string> _untaken = new(StringComparer.Ordinal);

    public SubAgentService(
        Supervisor supervisor, SubAgentStore store, SubAgentFloors floors, SubAgentChange change,
        DesiredStore desired, LocalHealth health, FaultBoard faults, NewsSignal news, TimeProvider time,
        ILogger<SubAgentService> logger)
    {
        (_supervisor, _store, _floors, _change, _desired) = (supervisor, store, floors, change, desired);
        (_health, _faults, _news, _time, _logger) = (health, faults, news, time, logger);
        desired.Changed += OnDesired;
    }

    /// <summary>The sub-agents as they are, each with its newest upgrade.</summary>
    public IReadOnlyList<SubAgentStatus> Snapshot()
    {
        lock (_gate)
        {
            return [.. _supervisor.Snapshot().Select(s => s with
            {
                Upgrade = _reports.GetValueOrDefault(s.Name),
                Fault = Join(s.Fault, _store.UnappliedOf(s.Name)),
            })];
        }
    }

    /// <summary>Starts, stops or restarts one.</summary>
    /// <exception cref="InvalidOperationException">There is none of that name.</exception>
    public async Task ActAsync(string name, SubAgentAction action, CancellationToken cancellation)
    {
        if (!await _supervisor.SendActionAsync(name, action).WaitAsync(cancellation))
            throw new InvalidOperationException($"there is no sub-agent '{name}' on this host");
    }

    /// <summary>Stops all for good: the suite was told to stay down.</summary>
    public Task StopAllAsync() => _supervisor.StopAllAsync();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TakeUpAsync(stoppingToken);
        _ = ForwardChangesAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = StartLanes(stoppingToken);
            await _work.WaitAsync(next, _time, stoppingToken);
        }
        Task[] lanes;
        lock (_gate) lanes = [.. _lanes.Values];
        await Task.WhenAll(lanes);
    }

    private async Task TakeUpAsync(CancellationToken stopping)
    {
        await _supervisor.AdoptAsync(stopping);
        foreach (var (name, record) in _store.ReadAll())
        {
            try
            {
                if (await TakeUpAsync(name, record) is { } trial) StartLane(name, trial, stopping);
            }
            catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
            {
                lock (_gate) _untaken.Add(name);
                PostponeLane(name, e.Message);
            }
        }
        _health.SubAgentsAdopted = true;
    }

    // What is left to do for one that is on trial; null for any other.
    private async Task<Func<CancellationToken, Task>?> TakeUpAsync(string name, SubAgentRecord record)
    {
        var spec = _store.ReadSpec(record.Applied, isInstalled: true);
        // The record is written first; a death in between leaves the link behind.
        _store.Switch(spec);
        await _supervisor.ApplyAsync(spec, _store.Slot(name, spec.Version), record.Applied.Running);
        // Installed by a version without floors, or the file of them was lost.
        if (record.Upgrade is not { Phase: UpgradePhase.Trial or UpgradePhase.Failed })
            _floors.Raise(name, spec.Version);
        if (record.Upgrade is { } report) Note(name, report);
        return record.Upgrade is { Phase: UpgradePhase.Trial }
            ? token => _change.JudgeAsync(record, spec, r => Note(name, r), token)
            : null;
    }

    private async Task TakeUpAgainAsync(string name, CancellationToken stopping)
    {
        var trial = _store.TryRead(name) is { } record ? await TakeUpAsync(name, record) : null;
        lock (_gate) _untaken.Remove(name);
        if (trial is not null) await trial(stopping);
    }

    private TimeSpan StartLanes(CancellationToken stopping)
    {
        var next = Timeout.InfiniteTimeSpan;
        string[] untaken;
        lock (_gate) untaken = [.. _untaken];
        foreach (var name in untaken)
        {
            if (MayStartLane(name, ref next)) StartLane(name, token => TakeUpAgainAsync(name, token), stopping);
        }
        if (_desired.Current is not { } wanted) return next;
        foreach (var step in Planner.PlanSubAgents(wanted, new HostView("", (_, _) => false, _store.ReadAll())))
        {
            var name = step is PlanStep.PutSubAgent put ? put.Wanted.Name : ((PlanStep.RemoveSubAgent)step).Name;
            if (MayStartLane(name, ref next)) StartLane(name, token => RunAsync(step, name, token), stopping);
        }
        return next;
    }

    // Not while it has one, and not before its next try is due; next becomes the time until the first that will be.
    private bool MayStartLane(string name, ref TimeSpan next)
    {
        lock (_gate)
        {
            if (_lanes.ContainsKey(name)) return false;
            if (!_retries.TryGetValue(name, out var retry)) return true;
            var wait = retry.Wait - _time.GetElapsedTime(retry.Since);
            if (wait <= TimeSpan.Zero) return true;
            if (next == Timeout.InfiniteTimeSpan || wait < next) next = wait;
            return false;
        }
    }

    private Task RunAsync(PlanStep step, string name, CancellationToken stopping) => step switch
    {
        PlanStep.PutSubAgent put => _change.PutAsync(put.Wanted, report => Note(name, report), stopping),
        _ => _change.RemoveAsync(name),
    };

    private void StartLane(string name, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        lock (_gate) _lanes[name] = Task.Run(() => RunLaneAsync(name, work, stopping), CancellationToken.None);
    }

    private async Task RunLaneAsync(string name, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        try
        {
            await work(stopping);
            lock (_gate) _retries.Remove(name);
            if (_faults.Set($"sub-agent {name}", null)) _news.Raise();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        catch (Exception e) when (e is FetchException or InvalidDataException or IOException
            or InvalidOperationException or UnauthorizedAccessException)
        {
            PostponeLane(name, e.Message);
        }
        finally
        {
            lock (_gate) _lanes.Remove(name);
            _work.Raise();
        }
    }

    private void PostponeLane(string name, string reason)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var failures = _retries.TryGetValue(name, out var retry) ? retry.Failures + 1 : 1;
            wait = Retry.Draw(failures, Random.Shared);
            _retries[name] = new(failures, _time.GetTimestamp(), wait);
        }
        LogFailed(name, reason, $"next try in {wait.TotalSeconds:0} s");
        if (_faults.Set($"sub-agent {name}", $"sub-agent {name}: {reason}; tried again within minutes")) _news.Raise();
    }

    private void Note(string name, UpgradeReport report)
    {
        bool changed;
        lock (_gate)
        {
            changed = !_reports.TryGetValue(name, out var old) || old.Phase != report.Phase || old.To != report.To;
            _reports[name] = report;
        }
        if (changed) _news.Raise();
    }

    private static string? Join(string? fault, string? unapplied) =>
        fault is null ? unapplied : unapplied is null ? fault : $"{fault}; {unapplied}";

    private void OnDesired()
    {
        // A new order is tried at once, whatever the old one was waiting for.
        lock (_gate) _retries.Clear();
        _work.Raise();
    }

    private async Task ForwardChangesAsync(CancellationToken stopping)
    {
        await foreach (var _ in _supervisor.Changes.ReadAllAsync(stopping)) _news.Raise();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "sub-agent {Name}: {Reason}; {Next}")]
    private partial void LogFailed(string name, string reason, string next);

    // By the clock that nobody sets: the wall clock may have jumped by years in between.
    private readonly record struct LaneRetry(int Failures, long Since, TimeSpan Wait);
}
