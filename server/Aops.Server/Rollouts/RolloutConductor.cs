using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Server.Desired;
using Aops.Server.Events;
using Aops.Server.Layers;
using Aops.Server.Repository;

namespace Aops.Server.Rollouts;

/// <summary>
/// Leads rollouts from step to step, and does what operators say in between. One step is decided at a time, from facts that no
/// other one is about to change, and the next only once it is committed; what is in memory is what is on the disk, or is read
/// again.
/// </summary>
internal sealed class RolloutConductor(
    RolloutStore store, RolloutPlanning planning, HostReports reports, DesiredStates desired, FleetFreeze freeze,
    EventLog events, Func<CancellationToken, Task<IReadOnlyList<Release>?>> releases, TimeProvider clock) : IDisposable
{
    /// <summary>How long after the end of a rollout its hosts are listened to.</summary>
    public static readonly TimeSpan LateTruth = TimeSpan.FromHours(24);

    private static readonly TimeSpan ComparePeriod = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Dictionary<string, RolloutRun> _runs = new(StringComparer.Ordinal);

    /// <summary>Forgets what is in memory: a write may have been committed that memory does not know of.</summary>
    public void Forget()
    {
        lock (_runs) _runs.Clear();
    }

    /// <summary>Does one step of each rollout that has one.</summary>
    /// <returns>Whether there was one, so that there may be another.</returns>
    public async Task<bool> StepAllAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var runs = await ReadAsync(cancellationToken);
            var published = runs.Count > 0 ? await releases(cancellationToken) : null;
            var hasMoved = false;
            foreach (var run in runs) hasMoved |= await StepAsync(run, published, cancellationToken);
            return hasMoved;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Does what an operator says of a rollout.</summary>
    /// <param name="id">The rollout.</param>
    /// <param name="verb">What he says.</param>
    /// <param name="isDry">Whether only to tell what would be.</param>
    /// <returns>What became of it; null where there is no such rollout.</returns>
    public async Task<VerbResult?> ActAsync(
        string id, RolloutVerb verb, bool isDry, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var published = await releases(cancellationToken);
            while (true)
            {
                if (await LoadAsync(id, cancellationToken) is not { } run) return null;
                var facts = FactsOf(run, static _ => false, published);
                var outcome = verb.Decide(facts, run.Rollout);
                if (outcome is not VerbOutcome.Done done) return new VerbResult(run.Rollout, outcome, null);
                if (isDry)
                {
                    var would = run.Rollout with { Standing = done.Step.Rollout, Stages = done.Step.Stages };
                    return new VerbResult(verb.Change(would), outcome, null);
                }
                var order = OrderOf(run, done.Step) with
                {
                    Act = verb.Act(run.Rollout, done.Step), Change = verb.Change, IsRenewed = verb.IsRenewed,
                };
                var stored = await (verb.Undo is { } undo
                    ? store.UndoAsync(undo.Rollout, undo.Hosts, order)
                    : store.StepAsync(order));
                if (stored is not StepOutcome.Outdated)
                {
                    if (stored is StepOutcome.Stored taken) await TakeInAsync(run, taken);
                    return new VerbResult(run.Rollout, outcome, stored);
                }
                lock (_runs) _runs.Remove(id);
            }
        }
        catch
        {
            Forget();
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<List<RolloutRun>> ReadAsync(CancellationToken cancellationToken)
    {
        var driven = await store.ListDrivenAsync(clock.GetUtcNow() - LateTruth, cancellationToken);
        var runs = new List<RolloutRun>();
        foreach (var (id, steps) in driven)
        {
            lock (_runs)
            {
                if (_runs.TryGetValue(id, out var known) && known.Rollout.Steps != steps) _runs.Remove(id);
            }
            if (await LoadAsync(id, cancellationToken) is { } run) runs.Add(run);
        }
        lock (_runs)
        {
            foreach (var id in _runs.Keys.Except(driven.Select(one => one.Id)).ToList()) _runs.Remove(id);
        }
        return runs;
    }

    private async Task<RolloutRun?> LoadAsync(string id, CancellationToken cancellationToken)
    {
        lock (_runs)
        {
            if (_runs.TryGetValue(id, out var known)) return known;
        }
        if (await store.LoadAsync(id, cancellationToken) is not var (rollout, hosts)) return null;
        var before = await store.FindLayerAsync(rollout.Layer, rollout.Previous ?? rollout.Base, cancellationToken);
        var run = new RolloutRun(rollout, hosts, await LayerOfAsync(rollout, cancellationToken), before.Document);
        lock (_runs) _runs[id] = run;
        return run;
    }

    private ValueTask<MergedLayer> LayerOfAsync(RolloutRecord rollout, CancellationToken cancellationToken) =>
        store.FindLayerAsync(rollout.Layer, rollout.Revision ?? rollout.Base, cancellationToken);

    private async Task<bool> StepAsync(
        RolloutRun run, IReadOnlyList<Release>? published, CancellationToken cancellationToken)
    {
        if (await EndUndoneAsync(run, cancellationToken)) return true;
        if (await CompareAsync(run, cancellationToken)) return true;
        var taken = TakenBy(run);
        var step = Reconciler.Next(FactsOf(run, taken.Contains, published));
        if (!HasNews(run.Rollout, step)) return false;
        if (await StoreAsync(run, OrderOf(run, step))) return true;
        lock (_runs) _runs.Remove(run.Rollout.Id);
        return true;
    }

    // A rollout that is taken back ends with the one that takes it back.
    private async Task<bool> EndUndoneAsync(RolloutRun run, CancellationToken cancellationToken)
    {
        if (run.Rollout is not { State: RolloutState.RollingBack, UndoneBy: { } id }) return false;
        if (await store.FindAsync(id, cancellationToken) is not { } undo || !RolloutTable.IsEnded(undo.State))
            return false;
        var trigger = undo.State is RolloutState.Completed or RolloutState.CompletedWithExceptions
            ? RolloutTrigger.Undone
            : RolloutTrigger.UndoAborted;
        var outcome = RolloutVerbs.Apply(
            FactsOf(run, static _ => false, published: null), trigger,
            $"the rollout {id} that takes it back is {Contracts.KebabName.Of(undo.State)}");
        return outcome is VerbOutcome.Done done && await StoreAsync(run, OrderOf(run, done.Step));
    }

    // Hosts that came into the layer, and those that left it.
    private async Task<bool> CompareAsync(RolloutRun run, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (run.ComparedAt is { } at && now - at < ComparePeriod) return false;
        run.ComparedAt = now;
        if (run.Rollout.Revision is null) return false;
        var drift = await store.FindDriftAsync(run.Rollout, cancellationToken);
        run.Missing = drift.Missing.ToDictionary(host => host.Id, host => host.IsKnown, StringComparer.Ordinal);
        // Those of one that takes another back were chosen when it was started; an ended one takes no further ones.
        if (drift.Newcomers.Count == 0 || run.Rollout.UndoOf is not null || RolloutTable.Closes(run.Rollout.State)
            || RolloutTable.IsEnded(run.Rollout.State))
        {
            return false;
        }
        var placed = await planning.PlaceAsync(run.Rollout, run.Wanted, drift.Newcomers, cancellationToken);
        var counts = RolloutCounts.Of([.. run.Hosts, .. placed], run.Rollout.Stages.Count);
        await store.AddHostsAsync(run.Rollout with { Counts = counts }, placed);
        lock (_runs) _runs.Remove(run.Rollout.Id);
        return true;
    }

    private RolloutFacts FactsOf(RolloutRun run, Func<string, bool> isTaken, IReadOnlyList<Release>? published) =>
        run.ToFacts(reports, isTaken, freeze.Current is not null, published, clock.GetUtcNow());

    private HashSet<string> TakenBy(RolloutRun run)
    {
        lock (_runs)
        {
            return _runs.Values.Where(other => other != run && other.Rollout.Revision is not null)
                .SelectMany(other => other.InFlight).ToHashSet(StringComparer.Ordinal);
        }
    }

    private StepOrder OrderOf(RolloutRun run, RolloutStep step) => new()
    {
        Before = run.Rollout,
        Hosts = run.Hosts,
        Step = step,
        Seen = id => SeenReports.Of(reports.Heartbeat(id)),
        NameOf = id => reports.Heartbeat(id)?.Host.Hostname,
        Now = clock.GetUtcNow(),
    };

    private async Task<bool> StoreAsync(RolloutRun run, StepOrder order)
    {
        // Once begun it is waited for: what is on the disk must also be in memory.
        if (await store.StepAsync(order) is not StepOutcome.Stored stored) return false;
        await TakeInAsync(run, stored);
        return true;
    }

    private async Task TakeInAsync(RolloutRun run, StepOutcome.Stored stored)
    {
        run.Apply(stored, await LayerOfAsync(stored.Rollout, CancellationToken.None));
        await desired.ApplyAsync(stored.Moved);
        events.Announce();
    }

    private static bool HasNews(RolloutRecord rollout, RolloutStep step) =>
        step.Changes.Count > 0 || step.Rollout != rollout.Standing || !step.Stages.SequenceEqual(rollout.Stages);
}
