using Aops.Query;
using Aops.Server.Audit;
using Aops.Server.Storage;

namespace Aops.Server.Agents;

/// <summary>What the audit is told of removals.</summary>
internal static class RemovalAudit
{
    /// <summary>One host is removed.</summary>
    /// <param name="connection">The writer's, before the removal.</param>
    /// <param name="removed">The host, and the clones that go with it.</param>
    public static AuditChange Of(StoreConnection connection, IReadOnlyList<RemovedAgent> removed, RemovalOrder order) =>
        new(AuditKinds.HostRemove, $"host:{removed[0].Id}")
        {
            Before = connection.Prepare("SELECT hostname, machine_id, version, enrolled_at FROM agent WHERE id = @id")
                .Set("@id", removed[0].Id).ReadFirst(row => new AuditFields()
                    .Set("hostname", row.GetString(0)).Set("machineId", row.GetString(1))
                    .Set("version", row.GetString(2)).Set("enrolledAt", row.Time(3))),
            HostIds = [.. removed.Select(agent => agent.Id)],
            Reason = order.Message,
        };

    /// <summary>The hosts of a query are removed.</summary>
    /// <param name="ids">The hosts; empty where the operation has noted them.</param>
    public static AuditChange OfMany(
        QueryNode query, IReadOnlyList<string> ids, long clones, RemovalOrder order, string? operationId) =>
        new(AuditKinds.HostsRemove, "hosts")
        {
            After = new AuditFields().Set("clones", clones),
            Query = QueryText.Of(query),
            HostIds = ids,
            OperationId = operationId,
            Reason = order.Message,
        };
}
