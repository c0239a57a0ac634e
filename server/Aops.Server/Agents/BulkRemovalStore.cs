using Aops.Query;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Sql;
using Aops.Server.Operations;
using Aops.Server.Storage;

namespace Aops.Server.Agents;

/// <summary>
/// Removes the hosts of a query. What is removed is what the query has within one transaction: up to
/// <see cref="FleetLimits.HostsPerPiece"/> hosts are removed in it; of more their ids are noted in it, for an operation.
/// </summary>
internal sealed class BulkRemovalStore(Database database)
{
    /// <summary>Counts the hosts, and changes nothing.</summary>
    public ValueTask<BulkRemovalOutcome> TryAsync(
        QueryNode query, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.ReadAsync<BulkRemovalOutcome>(
            connection => new BulkRemovalOutcome.Done(
                HostStore.Count(connection, query, now), CountClones(connection, query, now), [], null),
            cancellationToken);

    /// <summary>Removes the hosts, if they are as many as expected.</summary>
    public Task<BulkRemovalOutcome> RemoveAsync(
        QueryNode query, long expected, RemovalOrder order, CancellationToken cancellationToken) =>
        database.WriteAsync(
            connection => Remove(connection, query, expected, order), Durability.Disk, cancellationToken);

    private static BulkRemovalOutcome Remove(
        StoreConnection connection, QueryNode query, long expected, RemovalOrder order)
    {
        var count = HostStore.Count(connection, query, order.Now);
        if (count != expected) return new BulkRemovalOutcome.OtherCount(count);
        var clones = CountClones(connection, query, order.Now);
        if (count == 0) return new BulkRemovalOutcome.Done(0, 0, [], null);
        var operation = count > FleetLimits.HostsPerPiece ? Note(connection, query, count, order) : null;
        var ids = operation is null ? HostStore.ListIds(connection, query, order.Now) : [];
        AuditRows.Append(connection, RemovalAudit.OfMany(query, ids, clones, order, operation));
        // A clone of the query may be gone already, with the host that it was copied from.
        var removed = ids.SelectMany(id => AgentRows.Remove(connection, id, order)).ToList();
        return new BulkRemovalOutcome.Done(count, clones, removed, operation);
    }

    private static string Note(StoreConnection connection, QueryNode query, long count, RemovalOrder order)
    {
        var operation = OperationRecord.Begin(
            OperationKind.Remove, order.Message, count, order.By.Name, order.Now);
        HostNotes.Add(connection, operation.Id, query, order.Now);
        return OperationRows.Add(connection, operation);
    }

    private static long CountClones(StoreConnection connection, QueryNode query, DateTimeOffset now)
    {
        var sql = new SqlText().Add(
            "SELECT count(*) FROM agent c WHERE c.consented = 0 AND c.made_by IN (SELECT a.id FROM agent a WHERE ");
        new HostCondition(sql, now).Add(query);
        sql.Add(") AND c.id NOT IN (SELECT a.id FROM agent a WHERE ");
        new HostCondition(sql, now).Add(query);
        using var command = sql.Add(")").Prepare(connection);
        return command.ReadNumber();
    }
}
