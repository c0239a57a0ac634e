using Aops.Server.Agents;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Labels;
using Aops.Server.Layers;
using Aops.Server.Storage;

namespace Aops.Server.Operations;

/// <summary>Does operations piece by piece; each piece is one transaction with the note of how far it is.</summary>
internal sealed class OperationStore(Database database)
{
    // Of hosts that changed by themselves, no operator asks how far the work is.
    private const string NoOperation = "";

    /// <summary>Operations, the newest first.</summary>
    /// <param name="state">Their state; null for any.</param>
    /// <param name="before">The id that theirs are less than; null for the newest ones.</param>
    public ValueTask<List<OperationRecord>> ListAsync(
        OperationState? state, string? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => OperationRows.List(connection, state, before, limit), cancellationToken);

    /// <summary>One operation, or null.</summary>
    public ValueTask<OperationRecord?> FindAsync(string id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => OperationRows.Find(connection, id), cancellationToken);

    /// <summary>Whether there is work.</summary>
    public ValueTask<bool> HasWorkAsync(CancellationToken cancellationToken) => database.ReadAsync(
        connection => OperationRows.FindRunning(connection) is not null || HasNoted(connection),
        cancellationToken);

    /// <summary>Does the next piece.</summary>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task<OperationPiece> RunPieceAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        database.WriteAsync(connection => RunPiece(connection, now), Durability.Disk, cancellationToken);

    private static OperationPiece RunPiece(StoreConnection connection, DateTimeOffset now)
    {
        if (ListNoted(connection, NoOperation) is { Count: > 0 } noted)
            return Told(connection, Review(connection, NoOperation, noted, false, now));
        if (OperationRows.FindRunning(connection) is not { } operation) return OperationPiece.Empty;
        if (operation.Kind == OperationKind.Move) return Told(connection, Move(connection, operation, now));
        if (operation.Kind is OperationKind.Adopt or OperationKind.Impose)
            return Told(connection, Decide(connection, operation, now));
        if (operation.Kind == OperationKind.Labels)
        {
            Label(connection, operation, now);
            return OperationPiece.Empty;
        }
        var ids = ListNoted(connection, operation.Id);
        if (ids.Count == 0)
        {
            OperationRows.End(connection, operation.Id, operation.Total, now);
            return OperationPiece.Empty;
        }
        OperationRows.Advance(connection, operation.Id, operation.Done + ids.Count, ids[^1]);
        return operation.Kind == OperationKind.Remove
            ? Remove(connection, operation, ids, now)
            : Told(connection, Review(connection, operation.Id, ids, operation.Kind == OperationKind.Reorder, now));
    }

    // The hosts that were told of a change under a number; null where none was.
    private static OperationPiece Told(StoreConnection connection, long? change) =>
        change is { } number ? new(HostLayerRows.ListChanged(connection, number), []) : OperationPiece.Empty;

    // The notes go with the hosts (foreign keys).
    private static OperationPiece Remove(
        StoreConnection connection, OperationRecord operation, List<string> ids, DateTimeOffset now)
    {
        var order = new RemovalOrder(operation.CreatedBy, operation.Subject, now);
        return new([], [.. ids.SelectMany(id => AgentRows.Remove(connection, id, order))]);
    }

    // Hosts whose groups follow from their labels are noted for a look, which comes before the next piece.
    private static void Label(StoreConnection connection, OperationRecord operation, DateTimeOffset now)
    {
        var ids = ListNoted(connection, operation.Id, FleetLimits.HostsPerPiece);
        if (ids.Count == 0)
        {
            OperationRows.End(connection, operation.Id, operation.Done, now);
            return;
        }
        var left = LabelPiece.Run(connection, operation.Id, LabelChange.OfJson(operation.Subject), ids[^1], now);
        OperationRows.Advance(connection, operation.Id, operation.Done + ids.Count - left, ids[^1]);
    }

    private static long? Move(StoreConnection connection, OperationRecord operation, DateTimeOffset now)
    {
        var move = new LayerMove(LayerName.Parse(operation.Subject)!.Value, operation.Revision);
        var change = LayerRows.NextChange(connection);
        if (HostLayerRows.MovePiece(connection, move, operation.Place, change, now) is not var (last, count))
        {
            OperationRows.End(connection, operation.Id, operation.Total, now);
            return null;
        }
        OperationRows.Advance(connection, operation.Id, operation.Done + count, last);
        return change;
    }

    private static long? Decide(StoreConnection connection, OperationRecord operation, DateTimeOffset now)
    {
        var ids = HeldRows.ListIds(connection, operation.Place, HostParts.HostsMax);
        if (ids.Count == 0)
        {
            OperationRows.End(connection, operation.Id, operation.Done, now);
            return null;
        }
        var order = new LayerOrder(LayerRows.NextChange(connection), operation.CreatedBy, now);
        long done = 0;
        foreach (var id in ids)
        {
            if (operation.Kind == OperationKind.Impose) HeldDecision.Impose(connection, id, order);
            else if (!HeldDecision.Adopt(connection, id, order)) continue;
            done++;
        }
        OperationRows.Advance(connection, operation.Id, operation.Done + done, ids[^1]);
        return order.Change;
    }

    private static long? Review(
        StoreConnection connection, string operationId, List<string> ids, bool always, DateTimeOffset now)
    {
        foreach (var id in ids)
        {
            connection.Prepare("DELETE FROM host_review WHERE operation_id = @operation AND agent_id = @id")
                .Set("@operation", operationId).Set("@id", id).Run();
        }
        return Membership.Review(connection, ids, always, now);
    }

    private static bool HasNoted(StoreConnection connection) =>
        connection.Prepare("SELECT 1 FROM host_review WHERE operation_id = @operation LIMIT 1")
            .Set("@operation", NoOperation).HasRow();

    private static List<string> ListNoted(
        StoreConnection connection, string operationId, int limit = HostParts.HostsMax) =>
        connection.Prepare(
            "SELECT agent_id FROM host_review WHERE operation_id = @operation ORDER BY agent_id LIMIT @limit")
            .Set("@operation", operationId).Set("@limit", limit).Read(row => row.GetString(0));
}
