using Aops.Query;
using Aops.Server.Hosts.Sql;
using Aops.Server.Storage;

namespace Aops.Server.Hosts.Labels;

/// <summary>
/// Changes the labels of all hosts of a query within one transaction of the writer. The hosts are stored in
/// a temporary table first, since the change may move them out of the query. Each statement covers all of
/// them, since a fleet may have 100,000.
/// </summary>
internal sealed class BulkLabelRows(StoreConnection connection, QueryNode query, LabelChange change, DateTimeOffset now)
{
    /// <summary>How many hosts the query has.</summary>
    public long Count() => HostStore.Count(connection, query, now);

    /// <summary>How many of them the change affects.</summary>
    public long CountChanged()
    {
        using var command = AddChanged(HostSelect.All("count(*)", query, now)).Prepare(connection);
        return command.ReadNumber();
    }

    /// <summary>A host that would exceed the limit of labels; null if there is none.</summary>
    public string? FindFull()
    {
        var added = change.Labels.Values.Count(value => value is not null);
        var sql = HostSelect.All("a.id", query, now)
            .Add(" AND (SELECT count(*) FROM agent_label l WHERE l.agent_id = a.id AND l.name NOT IN (");
        foreach (var (index, name) in change.Labels.Keys.Index()) sql.Add(index == 0 ? "" : ", ").Value(name);
        using var command = sql.Add(")) > ").Value(QueryLimits.LabelsMax - added).Add(" LIMIT 1").Prepare(connection);
        return command.ReadFirst(row => row.GetString(0));
    }

    /// <summary>Applies the change.</summary>
    /// <returns>How many hosts it affected.</returns>
    public long Apply()
    {
        connection.Prepare("DELETE FROM label_target").Run();
        var hosts = HostSelect.All("a.id", query, now, "INSERT INTO label_target (agent_id) ");
        using var note = AddChanged(hosts).Prepare(connection);
        var changed = note.Run();
        foreach (var (name, value) in change.Labels) Apply(name, value);
        connection.Prepare(
            "UPDATE agent SET labels_revision = labels_revision + 1 " +
            "WHERE id IN (SELECT agent_id FROM label_target)").Run();
        connection.Prepare(
            "INSERT INTO host_review (operation_id, agent_id) SELECT '', agent_id FROM label_target " +
            "WHERE EXISTS (SELECT 1 FROM host_group WHERE head > 0) " +
            "ON CONFLICT(operation_id, agent_id) DO NOTHING").Run();
        connection.Prepare("DELETE FROM label_target").Run();
        return changed;
    }

    private void Apply(string name, string? value)
    {
        if (value is null)
        {
            connection.Prepare(
                "DELETE FROM agent_label WHERE name = @name AND agent_id IN (SELECT agent_id FROM label_target)")
                .Set("@name", name).Run();
            return;
        }
        // The condition keeps SQLite from parsing ON as part of a join.
        connection.Prepare(
            "INSERT INTO agent_label (agent_id, name, value) " +
            "SELECT t.agent_id, CAST(@name AS TEXT), CAST(@value AS TEXT) FROM label_target t WHERE 1 = 1 " +
            "ON CONFLICT(agent_id, name) DO UPDATE SET value = excluded.value")
            .Set("@name", name).Set("@value", value).Run();
    }

    private SqlText AddChanged(SqlText sql)
    {
        foreach (var (index, (name, value)) in change.Labels.Index())
        {
            sql.Add(index == 0 ? " AND (" : " OR ");
            sql.Add(value is null ? "" : "NOT ")
                .Add("EXISTS (SELECT 1 FROM agent_label l WHERE l.agent_id = a.id AND l.name = ").Value(name);
            if (value is not null) sql.Add(" AND l.value = ").Value(value);
            sql.Add(")");
        }
        return sql.Add(")");
    }
}
