using Aops.Query;
using Aops.Server.Groups;
using Aops.Server.Hosts.Sql;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>
/// Gives hosts that are noted for an operation the layer of one group, or takes it from them, after the group's query or rank was
/// written. By statements over the noted hosts of a piece: how many there are does not grow with the piece.
/// </summary>
/// <param name="connection">The writer's.</param>
/// <param name="operationId">The operation that they are noted for.</param>
/// <param name="last">The id of the last host of the piece.</param>
/// <param name="group">The group as it is now.</param>
/// <param name="now">The time.</param>
internal sealed class GroupReview(
    StoreConnection connection, string operationId, string last, GroupRecord group, DateTimeOffset now)
{
    private readonly string _layer = LayerName.Group(group.Name).Text;
    private readonly QueryNode _query = group.Parse();

    /// <summary>Looks at the piece.</summary>
    /// <param name="always">Whether a host is told of a change even where it has the layers that it had.</param>
    /// <returns>The number of the change; null where nothing has changed.</returns>
    public long? Run(bool always)
    {
        var (joins, leaves) = (Has(AddJoining), Has(AddLeaving));
        if (!joins && !leaves && !always) return null;
        var change = LayerRows.NextChange(connection);
        if (always) Tell(change, AddNoted);
        if (joins)
        {
            if (!always) Tell(change, AddJoining);
            Run(AddJoining(new SqlText()
                .Add("INSERT INTO host_layer (agent_id, layer, revision) SELECT j.id, CAST(").Value(_layer)
                .Add(" AS TEXT), CAST(")
                .Value(LayerEntry.Of(connection, LayerName.Group(group.Name), group.Head))
                .Add(" AS BIGINT) FROM (")).Add(") j WHERE 1 = 1"));
        }
        if (leaves)
        {
            if (!always) Tell(change, AddLeaving);
            var delete = new SqlText().Add("DELETE FROM host_layer WHERE layer = ").Value(_layer);
            Run(AddLeaving(delete.Add(" AND agent_id IN (")).Add(")"));
        }
        return change;
    }

    private SqlText AddNoted(SqlText sql) => sql
        .Add("SELECT agent_id AS id FROM host_review WHERE operation_id = ").Value(operationId)
        .Add(" AND agent_id <= ").Value(last);

    private SqlText AddMatching(SqlText sql)
    {
        AddNoted(sql.Add("SELECT a.id AS id FROM agent a WHERE a.id IN (")).Add(") AND ");
        new HostCondition(sql, now).Add(_query);
        return sql;
    }

    private SqlText AddJoining(SqlText sql) => AddMatching(sql)
        .Add(" AND NOT EXISTS (SELECT 1 FROM host_layer l WHERE l.agent_id = a.id AND l.layer = ").Value(_layer)
        .Add(")");

    private SqlText AddLeaving(SqlText sql)
    {
        sql.Add("SELECT l.agent_id AS id FROM host_layer l WHERE l.layer = ").Value(_layer);
        AddNoted(sql.Add(" AND l.agent_id IN ("));
        return AddMatching(sql.Add(") AND l.agent_id NOT IN (")).Add(")");
    }

    private void Tell(long change, Func<SqlText, SqlText> hosts) => Run(hosts(new SqlText()
        .Add("UPDATE host_desired SET revision = ").Value(change)
        .Add(", changed_at = ").Value(now.ToUnixTimeMilliseconds())
        .Add(" WHERE agent_id IN (")).Add(")"));

    private bool Has(Func<SqlText, SqlText> hosts)
    {
        using var command = hosts(new SqlText()).Add(" LIMIT 1").Prepare(connection);
        return command.HasRow();
    }

    private void Run(SqlText sql)
    {
        using var command = sql.Prepare(connection);
        command.Run();
    }
}
