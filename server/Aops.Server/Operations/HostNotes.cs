using Aops.Query;
using Aops.Server.Hosts.Sql;
using Aops.Server.Storage;

namespace Aops.Server.Operations;

/// <summary>
/// Hosts that are noted for an operation, in the order of their ids, within a transaction or a read. A note goes with its
/// host (foreign keys).
/// </summary>
internal static class HostNotes
{
    /// <summary>Of hosts that changed by themselves, no operator asks how far the work is.</summary>
    public const string NoOperation = "";

    /// <summary>Notes the hosts of a query; those that are noted already stay so.</summary>
    /// <param name="narrow">Adds what the hosts have to meet besides, to a condition over <c>agent a</c>.</param>
    public static void Add(
        StoreConnection connection, string operationId, QueryNode query, DateTimeOffset now,
        Func<SqlText, SqlText>? narrow = null)
    {
        var sql = new SqlText().Add("INSERT INTO host_review (operation_id, agent_id) SELECT CAST(").Value(operationId)
            .Add(" AS TEXT), a.id FROM agent a WHERE ");
        new HostCondition(sql, now).Add(query);
        narrow?.Invoke(sql);
        using var command = sql.Add(" ON CONFLICT(operation_id, agent_id) DO NOTHING").Prepare(connection);
        command.Run();
    }

    /// <summary>How many there are.</summary>
    public static long Count(StoreConnection connection, string operationId) =>
        connection.Prepare("SELECT count(*) FROM host_review WHERE operation_id = @operation")
            .Set("@operation", operationId).ReadNumber();

    /// <summary>Whether there is one.</summary>
    public static bool Has(StoreConnection connection, string operationId) =>
        connection.Prepare("SELECT 1 FROM host_review WHERE operation_id = @operation LIMIT 1")
            .Set("@operation", operationId).HasRow();

    /// <summary>The next ones.</summary>
    public static List<string> List(StoreConnection connection, string operationId, int limit) =>
        connection.Prepare(
            "SELECT agent_id FROM host_review WHERE operation_id = @operation ORDER BY agent_id LIMIT @limit")
            .Set("@operation", operationId).Set("@limit", limit).Read(row => row.GetString(0));

    /// <summary>Drops the notes up to one.</summary>
    public static void DropTo(StoreConnection connection, string operationId, string last) =>
        connection.Prepare("DELETE FROM host_review WHERE operation_id = @operation AND agent_id <= @last")
            .Set("@operation", operationId).Set("@last", last).Run();

    /// <summary>Drops one note.</summary>
    public static void Drop(StoreConnection connection, string operationId, string agentId) =>
        connection.Prepare("DELETE FROM host_review WHERE operation_id = @operation AND agent_id = @id")
            .Set("@operation", operationId).Set("@id", agentId).Run();
}
