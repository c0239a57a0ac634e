using Aops.Query;
using Aops.Server.Hosts.Sql;
using Aops.Server.Storage;

namespace Aops.Server.Hosts.Labels;

/// <summary>
/// Changes the labels of several hosts within a transaction of the writer, by statements that each cover all of them. The
/// hosts are in a table of their own meanwhile, which is empty before and after it.
/// </summary>
internal sealed class LabelTargets(StoreConnection connection, LabelChange change)
{
    /// <summary>What a statement for <see cref="Apply(SqlText)"/> begins with.</summary>
    public const string Insert = "INSERT INTO label_target (agent_id) ";

    /// <summary>Narrows a condition over <c>agent a</c> to the hosts that the change affects.</summary>
    public SqlText AddChanged(SqlText sql)
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

    /// <summary>Narrows a condition over <c>agent a</c> to the hosts that would have too many labels.</summary>
    public SqlText AddFull(SqlText sql)
    {
        var added = change.Labels.Values.Count(value => value is not null);
        sql.Add(" AND (SELECT count(*) FROM agent_label l WHERE l.agent_id = a.id AND l.name NOT IN (");
        foreach (var (index, name) in change.Labels.Keys.Index()) sql.Add(index == 0 ? "" : ", ").Value(name);
        return sql.Add(")) > ").Value(QueryLimits.LabelsMax - added);
    }

    /// <summary>Applies the change.</summary>
    /// <param name="hosts">Inserts ids of <c>agent a</c>; those that the change does not affect are left out.</param>
    public void Apply(SqlText hosts)
    {
        connection.Prepare("DELETE FROM label_target").Run();
        using var note = AddChanged(hosts).Prepare(connection);
        note.Run();
        foreach (var (name, value) in change.Labels) Apply(name, value);
        connection.Prepare(
            "UPDATE agent SET labels_revision = labels_revision + 1 " +
            "WHERE id IN (SELECT agent_id FROM label_target)").Run();
        connection.Prepare(
            "INSERT INTO host_review (operation_id, agent_id) SELECT '', agent_id FROM label_target " +
            "WHERE EXISTS (SELECT 1 FROM host_group WHERE head > 0) " +
            "ON CONFLICT(operation_id, agent_id) DO NOTHING").Run();
        connection.Prepare("DELETE FROM label_target").Run();
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
}
