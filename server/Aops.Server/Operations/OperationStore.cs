using Aops.Server.Actors;
using Aops.Server.Agents;
using Aops.Server.Audit;
using Aops.Server.Groups;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Labels;
using Aops.Server.Layers;
using Aops.Server.Storage;

namespace Aops.Server.Operations;

/// <summary>Does operations piece by piece; each piece is one transaction with the note of how far it is.</summary>
internal sealed class OperationStore(Database database)
{
    /// <summary>Operations, the newest first.</summary>
    /// <param name="state">Their state; null for any.</param>
    /// <param name="by">Name of who began them; null for all.</param>
    /// <param name="before">The id that theirs are less than; null for the newest ones.</param>
    public ValueTask<List<OperationRecord>> ListAsync(
        OperationState? state, string? by, string? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            connection => OperationRows.List(connection, state, by, before, limit), cancellationToken);

    /// <summary>One operation, or null.</summary>
    public ValueTask<OperationRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => OperationRows.Find(connection, id), cancellationToken);

    /// <summary>Whether there is work.</summary>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public ValueTask<bool> HasWorkAsync(DateTimeOffset now, CancellationToken cancellationToken) => database.ReadAsync(
        connection => FindNext(connection, now) is not null
            || HostNotes.Has(connection, HostNotes.NoOperation),
        cancellationToken);

    /// <summary>Does the next piece.</summary>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<OperationPiece> RunPieceAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => RunPiece(connection, now), Durability.Disk, cancellationToken);

    // Hosts that changed by themselves come first: those of a piece of labels are looked at before the next piece.
    private static OperationPiece RunPiece(StoreConnection connection, DateTimeOffset now)
    {
        if (HostNotes.List(connection, HostNotes.NoOperation, HostParts.HostsMax) is { Count: > 0 } noted)
            return ReviewEach(connection, noted, now);
        if (FindNext(connection, now) is not { } operation) return OperationPiece.Empty;
        AuditRows.CarryOut(connection, operation.Id, $"operation:{operation.Id}");
        return operation.Kind switch
        {
            OperationKind.Move => Move(connection, operation, now),
            OperationKind.Adopt or OperationKind.Impose => Decide(connection, operation, now),
            _ => RunNoted(connection, operation, now),
        };
    }

    // While the fleet is frozen, hosts are only removed.
    private static OperationRecord? FindNext(StoreConnection connection, DateTimeOffset now) =>
        OperationRows.FindRunning(
            connection, FreezeRows.Holds(connection, now) ? OperationKind.Remove : null);

    private static OperationPiece RunNoted(StoreConnection connection, OperationRecord operation, DateTimeOffset now)
    {
        var isLabels = operation.Kind == OperationKind.Labels;
        var ids = HostNotes.List(connection, operation.Id,
            operation.Kind == OperationKind.Remove ? HostParts.HostsMax : FleetLimits.HostsPerPiece);
        if (ids.Count == 0)
        {
            OperationRows.End(connection, operation.Id, isLabels ? operation.Done : operation.Total, now);
            return OperationPiece.Empty;
        }
        var left = isLabels
            ? LabelPiece.Run(connection, operation.Id, LabelChange.OfJson(operation.Subject), ids[^1], now)
            : 0;
        OperationRows.Advance(connection, operation.Id, operation.Done + ids.Count - left, ids[^1]);
        return operation.Kind switch
        {
            OperationKind.Labels => OperationPiece.Empty,
            OperationKind.Remove => Remove(connection, operation, ids, now),
            _ => Review(connection, operation, ids[^1], now),
        };
    }

    // The hosts that were told of a change under a number; null where none was.
    private static OperationPiece Told(StoreConnection connection, long? change) =>
        change is { } number ? new(HostLayerRows.ListChanged(connection, number), []) : OperationPiece.Empty;

    private static OperationPiece Remove(
        StoreConnection connection, OperationRecord operation, List<string> ids, DateTimeOffset now)
    {
        var order = new RemovalOrder(Actor.Operation(operation.Id, operation.CreatedBy), operation.Subject, now);
        return new([], [.. ids.SelectMany(id => AgentRows.Remove(connection, id, order))]);
    }

    private static OperationPiece Move(StoreConnection connection, OperationRecord operation, DateTimeOffset now)
    {
        var move = new LayerMove(LayerName.Parse(operation.Subject)!.Value, operation.Revision);
        var change = LayerRows.NextChange(connection);
        if (HostLayerRows.MovePiece(connection, move, operation.Place, change, now) is not var (last, count))
        {
            OperationRows.End(connection, operation.Id, operation.Total, now);
            return OperationPiece.Empty;
        }
        OperationRows.Advance(connection, operation.Id, operation.Done + count, last);
        return Told(connection, change);
    }

    private static OperationPiece Decide(StoreConnection connection, OperationRecord operation, DateTimeOffset now)
    {
        var ids = HeldRows.ListIds(connection, operation.Place, HostParts.HostsMax);
        if (ids.Count == 0)
        {
            OperationRows.End(connection, operation.Id, operation.Done, now);
            return OperationPiece.Empty;
        }
        var order = new LayerOrder(
            LayerRows.NextChange(connection), Actor.Operation(operation.Id, operation.CreatedBy), now);
        long done = 0;
        foreach (var id in ids)
        {
            if (operation.Kind == OperationKind.Impose) HeldDecision.Impose(connection, id, order);
            else if (!HeldDecision.Adopt(connection, id, order)) continue;
            done++;
        }
        OperationRows.Advance(connection, operation.Id, operation.Done + done, ids[^1]);
        return Told(connection, order.Change);
    }

    // A group that was removed has taken its layer from its hosts.
    private static OperationPiece Review(
        StoreConnection connection, OperationRecord operation, string last, DateTimeOffset now)
    {
        var name = LayerName.Parse(operation.Subject)!.Value.Subject;
        var change = GroupRows.Find(connection, name) is { Head: > 0 } group
            ? new GroupReview(connection, operation.Id, last, group, now).Run(operation.Kind == OperationKind.Reorder)
            : null;
        HostNotes.DropTo(connection, operation.Id, last);
        return Told(connection, change);
    }

    private static OperationPiece ReviewEach(StoreConnection connection, List<string> ids, DateTimeOffset now)
    {
        HostNotes.DropTo(connection, HostNotes.NoOperation, ids[^1]);
        var told = Told(connection, Membership.Review(connection, ids, now));
        // Hosts that changed by themselves, or whose labels did: no operator has asked for the layers that follow.
        if (told.Moved.Count > 0)
        {
            AuditRows.Append(connection, new(AuditKinds.LayerMembers, "layers")
            {
                HostIds = [.. told.Moved.Select(host => host.AgentId)],
            });
        }
        return told;
    }
}
