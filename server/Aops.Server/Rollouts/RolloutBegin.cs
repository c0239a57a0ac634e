using Aops.Server.Layers;
using Aops.Server.Operations;
using Aops.Server.Storage;

namespace Aops.Server.Rollouts;

/// <summary>Begins rollouts, within a transaction: the layer gets its revision, and no host does yet.</summary>
internal static class RolloutBegin
{
    /// <summary>Begins one.</summary>
    /// <returns>The rollout with its revision, and the hosts that have it as it says to them what they are already.</returns>
    public static (RolloutRecord Rollout, IReadOnlyList<HostAssignment> Moved)? Begin(
        StoreConnection connection, RolloutRecord rollout, DateTimeOffset now)
    {
        var (layer, head) = (rollout.Layer, LayerRows.FindHead(connection, rollout.Layer));
        if ((head?.Number ?? 0) != rollout.Base) return null;
        var previous = LayerEntry.Of(connection, layer, rollout.Base);
        var revision = Add(connection, rollout, head, rollout.Document, now);
        // What takes a rollout back says what the hosts had that have not got it: those that come in take it at once.
        if (rollout.UndoOf is null) LayerEntry.Set(connection, layer, previous);
        else LayerEntry.Clear(connection, layer);
        OperationRows.Supersede(connection, layer, now);
        RolloutSupersession.Run(connection, layer, $"the rollout {rollout.Id} was started", now,
            rollout.UndoOf is { } undone ? [rollout.Id, undone] : [rollout.Id]);
        var moved = MoveSettled(connection, rollout.Id, revision, now)
            ? HostLayerRows.ListChanged(connection, revision.Change)
            : [];
        return (rollout with { Revision = revision.Number, Previous = previous }, moved);
    }

    /// <summary>Gives the layer the same content as a new order: hosts on which it failed try it again.</summary>
    public static RolloutRecord Renew(StoreConnection connection, RolloutRecord rollout, DateTimeOffset now)
    {
        if (rollout.Revision is not { } revision) return rollout;
        var head = LayerRows.FindHead(connection, rollout.Layer);
        if (head?.Number != revision) return rollout;
        return rollout with { Revision = Add(connection, rollout, head, rollout.Document.WithoutOrders(), now).Number };
    }

    private static LayerRevision Add(
        StoreConnection connection, RolloutRecord rollout, LayerRevision? head, LayerDocument document,
        DateTimeOffset now) => LayerRevisions.Add(connection, head, new NewRevision
        {
            Layer = rollout.Layer,
            Document = document,
            Author = rollout.CreatedBy,
            Message = rollout.Reason,
            Strategy = rollout.Standing.Strategy.Name,
            RevertOf = rollout.RevertOf,
            Now = now,
        });

    // By statements over all of them: how many there are does not grow with them.
    private static bool MoveSettled(
        StoreConnection connection, string id, LayerRevision revision, DateTimeOffset now)
    {
        const string settled = "(SELECT agent_id FROM rollout_host WHERE rollout_id = @id AND state = 'excluded' " +
            "AND exclusion = 'already-there')";
        var moved = connection.Prepare(
            $"UPDATE host_layer SET revision = @revision WHERE layer = @layer AND agent_id IN {settled}")
            .Set("@revision", revision.Number).Set("@layer", revision.Layer.Text).Set("@id", id).Run();
        if (moved == 0) return false;
        connection.Prepare(
            $"UPDATE host_desired SET revision = @change, changed_at = @now WHERE agent_id IN {settled}")
            .Set("@change", revision.Change).Set("@now", now).Set("@id", id).Run();
        return true;
    }
}
