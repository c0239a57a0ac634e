using Aops.Rollouts.States;
using Aops.Server.Audit;
using Aops.Server.Events;
using Aops.Server.Layers;
using Aops.Server.Storage;

namespace Aops.Server.Rollouts;

/// <summary>Reads and writes rollouts; each step is one transaction.</summary>
internal sealed class RolloutStore(Database database)
{
    /// <summary>One rollout, or null.</summary>
    public ValueTask<RolloutRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => RolloutRows.Find(connection, id), cancellationToken);

    /// <summary>Rollouts, the newest first.</summary>
    public ValueTask<List<RolloutRecord>> ListAsync(
        string? state, string? layer, string? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => RolloutRows.List(connection, state, layer, before, limit), cancellationToken);

    /// <summary>Those that the driver looks at, with the count of their steps.</summary>
    public ValueTask<List<(string Id, long Steps)>> ListDrivenAsync(
        DateTimeOffset since, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => RolloutRows.ListDriven(connection, since), cancellationToken);

    /// <summary>One rollout with all its hosts, or null.</summary>
    public ValueTask<(RolloutRecord Rollout, List<RolloutHost> Hosts)?> LoadAsync(
        string id, CancellationToken cancellationToken) =>
        database.ReadAsync<(RolloutRecord, List<RolloutHost>)?>(
            connection => RolloutRows.Find(connection, id) is { } rollout
                ? (rollout, RolloutHostRows.ListAll(connection, id))
                : null,
            cancellationToken);

    /// <summary>Hosts of a rollout after a place, with their names.</summary>
    public ValueTask<List<(RolloutHost Host, string? Hostname)>> ListHostsAsync(
        string id, string? state, HostPosition after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => RolloutHostRows.List(connection, id, state, after, limit), cancellationToken);

    /// <summary>Hosts of a rollout with a verdict that is not blameless.</summary>
    public ValueTask<List<RolloutHost>> ListAttemptedAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => RolloutHostRows.ListAttempted(connection, id), cancellationToken);

    /// <summary>The newest rollout that has begun and has a host; null for none.</summary>
    public ValueTask<(RolloutRecord Rollout, RolloutHost Host)?> FindOfHostAsync(
        string agentId, CancellationToken cancellationToken) =>
        database.ReadAsync<(RolloutRecord, RolloutHost)?>(
            connection => RolloutHostRows.FindNewest(connection, agentId) is var (id, host)
                && RolloutRows.Find(connection, id) is { } rollout
                    ? (rollout, host)
                    : null,
            cancellationToken);

    /// <summary>What has changed of the hosts of a layer beside a rollout.</summary>
    public ValueTask<LayerDrift> FindDriftAsync(RolloutRecord rollout, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => new LayerDrift(
                RolloutHostRows.ListNewcomers(connection, rollout.Id, rollout.Layer.Text, FleetLimits.HostsPerPiece),
                RolloutHostRows.ListMissing(connection, rollout.Id, rollout.Layer.Text)),
            cancellationToken);

    /// <summary>The place of a layer among layers, and what a revision of it says.</summary>
    public ValueTask<MergedLayer> FindLayerAsync(
        LayerName layer, long revision, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => MergedLayer.Of(
                new LayerPointer(layer, LayerHosts.RankOf(connection, layer), revision),
                LayerRows.Find(connection, layer, revision)),
            cancellationToken);

    /// <summary>Stores a rollout that was planned.</summary>
    public Task AddAsync(RolloutRecord rollout, IReadOnlyList<RolloutHost> hosts, AuditChange act) =>
        database.WriteAsync(
            connection =>
            {
                AuditRows.Append(connection, act);
                RolloutRows.Add(connection, rollout);
                RolloutHostRows.Add(connection, rollout.Id, hosts);
                return true;
            },
            Durability.Disk, CancellationToken.None);

    /// <summary>Stores another plan of a rollout that has not started.</summary>
    /// <returns>False where it was changed meanwhile.</returns>
    public Task<bool> ReplanAsync(RolloutRecord rollout, IReadOnlyList<RolloutHost> hosts, AuditChange act) =>
        database.WriteAsync(
            connection =>
            {
                if (RolloutRows.Steps(connection, rollout.Id) != rollout.Steps) return false;
                AuditRows.Append(connection, act);
                RolloutHostRows.Clear(connection, rollout.Id);
                RolloutHostRows.Add(connection, rollout.Id, hosts);
                RolloutRows.Save(connection, rollout);
                return true;
            },
            Durability.Disk, CancellationToken.None);

    /// <summary>Adds hosts that came into the layer.</summary>
    public Task<bool> AddHostsAsync(RolloutRecord rollout, IReadOnlyList<RolloutHost> hosts) =>
        database.WriteAsync(
            connection =>
            {
                if (RolloutRows.Steps(connection, rollout.Id) != rollout.Steps) return false;
                RolloutHostRows.Add(connection, rollout.Id, hosts);
                RolloutRows.Save(connection, rollout);
                return true;
            },
            Durability.Disk, CancellationToken.None);

    /// <summary>Stores a step.</summary>
    public Task<StepOutcome> StepAsync(StepOrder order) =>
        database.WriteAsync(connection => Step(connection, order), Durability.Disk, CancellationToken.None);

    /// <summary>Stores a rollout that takes another one back, begins it, and stores the step of the other one.</summary>
    /// <param name="undo">The rollout that takes it back, started.</param>
    /// <param name="hosts">Its hosts.</param>
    /// <param name="original">The step of the one that is taken back.</param>
    public Task<StepOutcome> UndoAsync(RolloutRecord undo, IReadOnlyList<RolloutHost> hosts, StepOrder original) =>
        database.WriteAsync(
            connection =>
            {
                var before = original.Before;
                if (RolloutRows.Steps(connection, before.Id) != before.Steps) return new StepOutcome.Outdated();
                if (LayerRows.Head(connection, undo.Layer) is var head && head != undo.Base)
                    return new StepOutcome.LayerChanged(head);
                AuditRows.Append(connection, original.Act! with { OperationId = undo.Id });
                RolloutRows.Add(connection, undo);
                RolloutHostRows.Add(connection, undo.Id, hosts);
                var (begun, moved) = RolloutBegin.Begin(connection, undo, original.Now)!.Value;
                RolloutRows.Save(connection, begun with { Counts = RolloutCounts.Of(hosts, undo.Stages.Count) });
                var outcome = Store(connection, original);
                return outcome is StepOutcome.Stored stored
                    ? stored with { Moved = [.. stored.Moved, .. moved] }
                    : outcome;
            },
            Durability.Disk, CancellationToken.None);

    private static StepOutcome Step(StoreConnection connection, StepOrder order)
    {
        var before = order.Before;
        if (RolloutRows.Steps(connection, before.Id) != before.Steps) return new StepOutcome.Outdated();
        // Before anything is written: an outcome that stores nothing leaves nothing.
        if (Begins(order) && LayerRows.Head(connection, before.Layer) is var head && head != before.Base)
            return new StepOutcome.LayerChanged(head);
        if (order.Act is { } act) AuditRows.Append(connection, act);
        else AuditRows.CarryOut(connection, before.Id, $"rollout:{before.Id}");
        return Store(connection, order);
    }

    private static StepOutcome Store(StoreConnection connection, StepOrder order)
    {
        var (step, now) = (order.Step, order.Now);
        var after = order.Change(order.Before with { Standing = step.Rollout, Stages = step.Stages });
        var moved = new List<HostAssignment>();
        if (Begins(order))
        {
            (after, var settled) = RolloutBegin.Begin(connection, after, now)!.Value;
            moved.AddRange(settled);
        }
        if (order.IsRenewed) after = RolloutBegin.Renew(connection, after, now);
        var moves = new RolloutMoves(connection, after, now);
        var changed = new List<(int Index, RolloutHost Host)>(step.Changes.Count);
        foreach (var change in step.Changes)
        {
            var host = moves.Apply(order.Hosts[change.Index], change, order.Seen);
            RolloutHostRows.Save(connection, after.Id, host);
            changed.Add((change.Index, host));
        }
        if (moves.Change is { } told) moved.AddRange(HostLayerRows.ListChanged(connection, told));
        after = after with
        {
            Counts = RolloutCounts.Move(after.Counts, step.Changes, order.Hosts),
            EndedAt = RolloutTable.IsEnded(after.State) ? after.EndedAt ?? now : null,
        };
        // Every host has it that can: those that come in from now on take it at once.
        if (after.State is RolloutState.Completed or RolloutState.CompletedWithExceptions
            && order.Before.State == RolloutState.Running && LayerRows.Head(connection, after.Layer) == after.Revision)
        {
            LayerEntry.Clear(connection, after.Layer);
        }
        RolloutRows.Save(connection, after);
        EventStore.Append(connection, RolloutEvents.Of(order, after));
        return new StepOutcome.Stored(after with { Steps = after.Steps + 1 }, changed, moved);
    }

    private static bool Begins(StepOrder order) =>
        order.Before.Revision is null && order.Step.Rollout.State == RolloutState.Running;
}
