using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Server.Layers;
using Aops.Server.Storage;

namespace Aops.Server.Rollouts;

/// <summary>Moves the rows (host, layer) of a step, within its transaction; all of one step under one number.</summary>
/// <param name="connection">The writer's.</param>
/// <param name="rollout">The rollout, with its revision.</param>
/// <param name="now">The time.</param>
internal sealed class RolloutMoves(StoreConnection connection, RolloutRecord rollout, DateTimeOffset now)
{
    /// <summary>The number that the hosts of the step are told; null where none is told anything.</summary>
    public long? Change { get; private set; }

    /// <summary>Moves the row of a host as its assignment says, and notes what it needs to be moved back.</summary>
    public RolloutHost Apply(RolloutHost host, AssignmentChange change, Func<string, string> seen)
    {
        var after = host with { Assignment = change.After };
        if (rollout.Revision is not { } revision) return after;
        // A retry orders a host again that has an earlier order of the same.
        var isOrdered = change.After.State == AssignmentState.Ordered && change.Before.State != AssignmentState.Ordered;
        if (change.MovesTo == true || isOrdered) return MoveTo(after, revision, isOrdered ? seen(host.Id) : null);
        if (change.MovesTo == false) MoveBack(after);
        return after;
    }

    private RolloutHost MoveTo(RolloutHost host, long revision, string? seen)
    {
        var current = connection.Prepare("SELECT revision FROM host_layer WHERE agent_id = @id AND layer = @layer")
            .Set("@id", host.Id).Set("@layer", rollout.Layer.Text).Read(row => row.GetInt64(0));
        // A host that was removed has none; one that another rollout of the layer moved is that one's.
        if (current is not [var before] || before > revision) return host;
        if (before != revision) HostLayerRows.Set(connection, host.Id, rollout.Layer, revision);
        return host with
        {
            FromRevision = before == revision ? host.FromRevision ?? rollout.Previous : before,
            ToldRevision = revision,
            ToldChange = Tell(host.Id),
            SeenReports = seen ?? host.SeenReports,
        };
    }

    private void MoveBack(RolloutHost host)
    {
        if (host is not { FromRevision: { } from, ToldRevision: { } told }) return;
        var moved = connection.Prepare(
            "UPDATE host_layer SET revision = @from WHERE agent_id = @id AND layer = @layer AND revision = @told")
            .Set("@from", from).Set("@id", host.Id).Set("@layer", rollout.Layer.Text).Set("@told", told).Run();
        if (moved > 0) Tell(host.Id);
    }

    private long Tell(string agentId)
    {
        Change ??= LayerRows.NextChange(connection);
        HostLayerRows.SetRevision(connection, agentId, Change.Value, now);
        return Change.Value;
    }
}
