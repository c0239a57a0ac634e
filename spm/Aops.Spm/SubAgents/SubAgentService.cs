using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Hosting.Loops;
using Aops.Native;
using Aops.Spm.Desired;
using Aops.Spm.Health;
using Aops.Spm.Releases;
using Aops.Supervision;
using Aops.Upgrade.Downgrades;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.SubAgents;

/// <summary>
/// Reconciles the sub-agents with the desired state. Each has a lane of its own, so that one that never
/// becomes ready or cannot be downloaded delays no other, and never the suite's own upgrade.
/// </summary>
internal sealed class SubAgentService : BackgroundService
{
    private readonly ISupervisor _supervisor;
    private readonly SubAgentStore _store;
    private readonly SubAgentFloors _floors;
    private readonly SubAgentDeployment _change;
    private readonly DesiredStore _desired;
    private readonly OperatorHold _hold;
    private readonly LocalHealth _health;
    private readonly ActiveFaults _faults;
    private readonly WakeSignal _news;
    private readonly LoopSupervisor _loops;
    private readonly TimeProvider _clock;
    private readonly WakeSignal _work = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, UpgradeReport> _reports = new(StringComparer.Ordinal);
    private readonly LaneSchedule _schedule;
    private readonly SubAgentLanes _lanes;
    private readonly SubAgentPause _pause;

    // Sub-agents that could not be adopted; true if this version of the suite is not to blame.
    private readonly Dictionary<string, bool> _untaken = new(StringComparer.Ordinal);

    public SubAgentService(
        ISupervisor supervisor, SubAgentStore store, SubAgentFloors floors, SubAgentDeployment change,
        DesiredStore desired, OperatorHold hold, LocalHealth health, ActiveFaults faults, WakeSignal news,
        LoopSupervisor loops, TimeProvider clock, Random random, ILogger<SubAgentService> logger)
    {
        (_supervisor, _store, _floors, _change) = (supervisor, store, floors, change);
        (_desired, _hold) = (desired, hold);
        (_health, _faults, _news, _loops, _clock) = (health, faults, news, loops, clock);
        _schedule = new LaneSchedule(clock, random);
        _pause = new SubAgentPause(supervisor, desired);
        _lanes = new SubAgentLanes(_schedule, _pause, faults, news, _work, loops, logger);
        desired.Changed += OnDesired;
        hold.Changed += _work.Raise;
    }

    /// <summary>Why all sub-agents are stopped; null while they may run.</summary>
    public string? PausedBy => _pause.Reason;

    /// <summary>The status of all sub-agents, each with its newest upgrade.</summary>
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

    /// <summary>Faults of sub-agents whose wanted version failed, one sentence each.</summary>
    public IReadOnlyList<string> TrialFaults()
    {
        // A version that was refused before its trial has a fault of its own.
        lock (_gate) return SubAgentTrial.FaultsOf(
            _reports.Where(r => !_schedule.IsRefused(r.Key)), _supervisor.Statuses, _desired.Checked?.State);
    }

    /// <summary>Starts, stops or restarts a sub-agent.</summary>
    /// <exception cref="InvalidOperationException">There is no such sub-agent.</exception>
    public async Task ActAsync(string name, SubAgentAction action, CancellationToken cancellationToken)
    {
        if (!OpenEnum.IsDeclared(action))
            throw new InvalidOperationException($"'{KebabName.Of(action)}' is not understood by this version");
        if (_pause.FaultOf(action) is { } paused) throw new InvalidOperationException(paused);
        if (!await _supervisor.SendActionAsync(name, action).WaitAsync(cancellationToken))
            throw new InvalidOperationException($"there is no sub-agent '{name}' on this host");
    }

    /// <summary>Stops all sub-agents for good: the suite was told to stay down.</summary>
    public Task StopAllAsync() => _supervisor.StopAllAsync();

    public override void Dispose()
    {
        _pause.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await TakeUpAsync(stoppingToken);
        await Task.WhenAll(
            _loops.RunAsync("sub-agents' changes", ForwardChangesAsync, stoppingToken),
            _loops.RunAsync("sub-agents", async cancellationToken =>
            {
                await FollowPauseAsync(cancellationToken);
                var next = _pause.IsActive ? Timeout.InfiniteTimeSpan : StartLanes(cancellationToken);
                await _work.WaitAsync(next, _clock, cancellationToken);
            }, stoppingToken));
        await Task.WhenAll(_lanes.Running);
    }

    private async Task TakeUpAsync(CancellationToken cancellationToken)
    {
        await _pause.PrepareAsync();
        await _supervisor.AdoptAsync(cancellationToken);
        foreach (var (name, record) in _store.ReadAll())
        {
            try
            {
                var trial = await TakeUpAsync(name, record);
                if (trial is not null && !_pause.IsActive) _lanes.Start(name, trial, cancellationToken);
            }
            catch (Exception e)
            {
                var isHosts = Shortage.IsCauseOf(e) || await _store.IsDamagedAsync(name, record, cancellationToken);
                lock (_gate) _untaken[name] = isHosts;
                _lanes.Postpone(name, e);
            }
        }
        ReportAdoption();
    }

    // A version on trial is not judged by what a pause does to it; its trial begins again afterwards.
    private async Task FollowPauseAsync(CancellationToken cancellationToken)
    {
        if (!_pause.IsDue) return;
        if (await _pause.FollowAsync(_lanes.Running))
        {
            foreach (var (name, record) in _store.ReadAll())
            {
                if (record.Upgrade is { Phase: UpgradePhase.Trial })
                    _lanes.Start(name, token => TakeUpAgainAsync(name, token), cancellationToken);
            }
        }
        _news.Raise();
    }

    private void ReportAdoption()
    {
        lock (_gate) _health.SubAgentsAdopted = !_untaken.ContainsValue(false);
    }

    // Returns the work that is left for a sub-agent on trial; null for any other.
    private async Task<Func<CancellationToken, Task>?> TakeUpAsync(string name, SubAgentRecord record)
    {
        var spec = _store.ReadSpec(record.Applied, isInstalled: true);
        // The record is written before the link, so a crash in between leaves an old link.
        _store.Switch(spec);
        await _supervisor.ApplyAsync(spec, _store.Slot(name, spec.Version), record.Applied.Running);
        // The sub-agent was installed by a version without floors, or the file of floors was lost.
        if (record.Upgrade is not { Phase: UpgradePhase.Trial or UpgradePhase.Failed })
            _floors.Raise(name, new ReleaseMark(spec.Version, record.ReleaseNumber));
        if (record.Upgrade is { } report) Note(name, report);
        return record.Upgrade is { Phase: UpgradePhase.Trial }
            ? token => _change.JudgeAsync(record, spec, r => Note(name, r), token)
            : null;
    }

    private async Task TakeUpAgainAsync(string name, CancellationToken cancellationToken)
    {
        var trial = _store.TryRead(name) is { } record ? await TakeUpAsync(name, record) : null;
        lock (_gate) _untaken.Remove(name);
        ReportAdoption();
        if (trial is not null) await trial(cancellationToken);
    }

    private TimeSpan StartLanes(CancellationToken cancellationToken)
    {
        var next = Timeout.InfiniteTimeSpan;
        string[] untaken;
        lock (_gate) untaken = [.. _untaken.Keys];
        foreach (var name in untaken)
        {
            if (_lanes.MayStart(name, ref next))
                _lanes.Start(name, token => TakeUpAgainAsync(name, token), cancellationToken);
        }
        // One that came since the pass began may ask for a pause, which the next pass begins.
        if (_desired.Checked is not { State.Pause: null } wanted) return next;
        if (_hold.Left is { } left) return next == Timeout.InfiniteTimeSpan || left < next ? left : next;
        var installed = _store.ReadAll();
        ForgetUnwanted(wanted, installed);
        var pending = untaken.ToHashSet(StringComparer.Ordinal);
        pending.UnionWith(_lanes.Names);
        foreach (var step in Planner.PlanSubAgents(wanted, new CurrentState("", (_, _) => false, installed)))
        {
            var put = (step as PlanStep.PutSubAgent)?.Wanted;
            var name = put?.Name ?? ((PlanStep.RemoveSubAgent)step).Name;
            pending.Add(name);
            if (put is not null && _schedule.IsRefused(put)) continue;
            if (_lanes.MayStart(name, ref next))
                _lanes.Start(name, token => RunAsync(step, name, token), cancellationToken);
        }
        foreach (var name in _schedule.Settle(wanted.State, pending))
        {
            if (_faults.Set(SubAgentLanes.FaultSubject + name, null)) _news.Raise();
        }
        return next;
    }

    // A sub-agent that is neither installed nor wanted has no fault.
    private void ForgetUnwanted(CheckedDesired wanted, IReadOnlyDictionary<string, SubAgentRecord> installed)
    {
        var known = installed.Keys.Concat(wanted.State.SubAgents?.Select(s => s.Name) ?? []).ToHashSet();
        known.UnionWith(_lanes.Names);
        lock (_gate) known.UnionWith(_untaken.Keys);
        if (_faults.KeepOnly(SubAgentLanes.FaultSubject, known)) _news.Raise();
    }

    private async Task RunAsync(PlanStep step, string name, CancellationToken cancellationToken)
    {
        if (step is not PlanStep.PutSubAgent { Wanted: var wanted })
        {
            await _change.RemoveAsync(name);
            return;
        }
        try
        {
            await _change.PutAsync(wanted, report => Note(name, report), cancellationToken);
        }
        catch (FetchException e) when (e.IsTheVersions)
        {
            _schedule.Refuse(wanted);
            throw;
        }
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
        _schedule.Hurry();
        _work.Raise();
    }

    private async Task ForwardChangesAsync(CancellationToken cancellationToken)
    {
        await _supervisor.Changes.ReadAsync(cancellationToken);
        _news.Raise();
    }
}
