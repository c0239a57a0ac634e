using Aops.Query;
using Aops.Server.Agents;
using Aops.Server.Events;
using Aops.Server.Hosts.Sql;
using Aops.Server.Operations;
using Aops.Server.Storage;

namespace Aops.Server.Hosts.Labels;

/// <summary>
/// A piece of an operation that changes labels, within its transaction. A host that has got so many other labels since the
/// request that the change does not fit is left as it is, and an event says so.
/// </summary>
internal static class LabelPiece
{
    /// <summary>Changes the next hosts of an operation, in the order of their ids.</summary>
    /// <param name="connection">The writer's.</param>
    /// <param name="operationId">The operation that has noted them.</param>
    /// <param name="change">What it does.</param>
    /// <param name="last">Id of the last host of the piece.</param>
    /// <param name="now">The time.</param>
    /// <returns>How many were left as they are.</returns>
    public static int Run(
        StoreConnection connection, string operationId, LabelChange change, string last, DateTimeOffset now)
    {
        var targets = new LabelTargets(connection, change);
        using var find = targets.AddFull(Select("SELECT a.id, a.hostname", operationId, last)).Prepare(connection);
        var full = find.Read(RemovedAgent.Read);
        foreach (var host in full)
        {
            HostNotes.Drop(connection, operationId, host.Id);
            EventRow.Add(connection, new EventRecord
            {
                At = now,
                Kind = EventKinds.Labels,
                Class = EventClass.Operator,
                AgentId = host.Id,
                Hostname = host.Hostname,
                Message = $"Labels of {host.Hostname} are as they were, since it would have more than " +
                    $"{QueryLimits.LabelsMax}: {change.Describe()}.",
            });
        }
        targets.Apply(Select(LabelTargets.Insert + "SELECT a.id", operationId, last));
        HostNotes.DropTo(connection, operationId, last);
        return full.Count;
    }

    private static SqlText Select(string what, string operationId, string last) =>
        new SqlText().Add($"{what} FROM agent a WHERE a.id IN (SELECT r.agent_id FROM host_review r ")
            .Add("WHERE r.operation_id = ").Value(operationId).Add(" AND r.agent_id <= ").Value(last).Add(")");
}
