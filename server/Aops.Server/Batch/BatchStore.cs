using Aops.Query;
using Aops.Server.Audit;
using Aops.Server.Events;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Sql;
using Aops.Server.Storage;

namespace Aops.Server.Batch;

/// <summary>Does a batch in one transaction: on every host that takes it, or, where the server dies, on none.</summary>
internal sealed class BatchStore(Database database)
{
    /// <summary>Does a batch; a dry run changes nothing.</summary>
    public Task<BatchOutcome> RunAsync(BatchOrder order, CancellationToken cancellationToken) => order.IsDry
        ? database.ReadAsync(connection => Run(connection, order), cancellationToken).AsTask()
        // Not cancelled in the middle: what is on the disk must also be in memory.
        : database.WriteAsync(connection => Run(connection, order), Durability.Disk, CancellationToken.None);

    private static BatchOutcome Run(StoreConnection connection, BatchOrder order)
    {
        var hosts = List(connection, order);
        var count = order.Ids?.Count ?? HostStore.Count(connection, order.Query, order.Now);
        if (count > FleetLimits.BatchHostsMax) return new BatchOutcome.TooMany(count);
        if (order.Expected is { } expected && expected != count) return new BatchOutcome.OtherCount(count);
        var effects = new BatchEffects();
        var results = hosts.Select(host => order.Action.Apply(connection, order, host, effects)).ToList();
        if (!order.IsDry) Tell(connection, order, results);
        EventStore.Append(connection, effects.Events);
        var known = hosts.Select(host => host.Id).ToHashSet();
        results.AddRange((order.Ids ?? []).Where(id => !known.Contains(id)).Select(BatchHost.Unknown));
        var ordered = results.OrderBy(result => result.AgentId, StringComparer.Ordinal);
        return new BatchOutcome.Done(count, [.. ordered], effects);
    }

    // One row for the act, with the hosts that took it; a batch that none took has changed nothing.
    private static void Tell(StoreConnection connection, BatchOrder order, List<BatchResult> results)
    {
        var accepted = results.Where(result => result.Result == BatchHost.Accepted).Select(result => result.AgentId);
        if (!accepted.Any()) return;
        AuditRows.Append(connection, new(AuditKinds.Batch, "hosts")
        {
            After = order.Action.Describe().Set("action", order.Action.Name)
                .Set("skipped", results.Count(result => result.Result == BatchHost.Skipped))
                .Set("refused", results.Count(result => result.Result == BatchHost.Refused)),
            Query = order.Ids is null ? QueryText.Of(order.Query) : null,
            HostIds = [.. accepted],
            Reason = order.Message,
        });
    }

    private static List<BatchHost> List(StoreConnection connection, BatchOrder order)
    {
        using var command = HostSelect.All("a.id, a.hostname, a.state", order.Hosts, order.Now)
            .Add(" LIMIT ").Value(FleetLimits.BatchHostsMax).Prepare(connection);
        return command.Read(row => new BatchHost(row.GetString(0), row.GetString(1), (HostState)row.GetInt64(2)));
    }
}
