using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Query.Fields;
using Aops.Server.Groups;
using Aops.Server.Hosts;
using Aops.Server.Hosts.Sql;
using Aops.Server.Operations;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>
/// Which layers hosts have: the fleet's, those of the groups whose query has them, and their own. It is looked at when
/// something that a query of such a group may ask for has changed, and for no heartbeat besides.
/// </summary>
internal static class Membership
{
    // What a layer brings about must not decide who has it, and neither may the time alone.
    private static readonly QueryField[] Steady =
    [
        HostFields.Id, HostFields.Hostname, HostFields.Os, HostFields.Kernel, HostFields.Architecture,
        HostFields.ServiceManager,
    ];

    /// <summary>The name of a field of a query that is not steady enough for a layer; null for none.</summary>
    public static string? FindUnsteady(QueryNode query) => query switch
    {
        QueryNode.And and => and.Parts.Select(FindUnsteady).FirstOrDefault(name => name is not null),
        QueryNode.Or or => or.Parts.Select(FindUnsteady).FirstOrDefault(name => name is not null),
        QueryNode.Not not => FindUnsteady(not.Part),
        QueryNode.Term term when term.Field.Kind == FieldKind.Label || Steady.Contains(term.Field) => null,
        QueryNode.Term term => term.Name,
        _ => null,
    };

    /// <summary>
    /// Gives hosts the layers that they should have, each at the revision of <see cref="LayerEntry"/> where it is new to a host.
    /// </summary>
    /// <param name="connection">The writer's.</param>
    /// <param name="ids">The hosts, at most <see cref="HostParts.HostsMax"/>.</param>
    /// <param name="now">The time.</param>
    /// <returns>The number of the change; null where nothing has changed.</returns>
    public static long? Review(StoreConnection connection, IReadOnlyList<string> ids, DateTimeOffset now)
    {
        var groups = GroupRows.List(connection).Where(group => group.Head > 0)
            .Select(group => (Layer: LayerName.Group(group.Name), Entry: LayerEntry.Of(
                connection, LayerName.Group(group.Name), group.Head), Query: group.Parse())).ToList();
        var fleet = LayerEntry.Of(connection, LayerName.Fleet, LayerRows.Head(connection, LayerName.Fleet));
        long? change = null;
        foreach (var host in HostStore.List(connection, ids))
        {
            var id = host.Facts.Id;
            var had = HostLayerRows.ListLayers(connection, id);
            var isChanged = false;
            if (had.Count == 0)
            {
                HostLayerRows.SetRevision(connection, id, 0, now);
                HostLayerRows.Set(connection, id, LayerName.Fleet, fleet);
                isChanged = fleet > 0;
            }
            foreach (var (layer, entry, query) in groups)
            {
                var isMember = QueryPredicate.Holds(query, host.Facts, now);
                if (isMember == had.Contains(layer)) continue;
                if (isMember) HostLayerRows.Set(connection, id, layer, entry);
                else HostLayerRows.Remove(connection, id, layer);
                isChanged = true;
            }
            if (!isChanged) continue;
            change ??= LayerRows.NextChange(connection);
            HostLayerRows.SetRevision(connection, id, change.Value, now);
        }
        return change;
    }

    /// <summary>Notes the hosts of a group, for <see cref="GroupReview"/>: those that have its layer, and those of its query.</summary>
    public static long Note(StoreConnection connection, string operationId, GroupRecord group, DateTimeOffset now)
    {
        connection.Prepare(
            "INSERT INTO host_review (operation_id, agent_id) " +
            "SELECT CAST(@operation AS TEXT), agent_id FROM host_layer WHERE layer = @layer")
            .Set("@operation", operationId).Set("@layer", LayerName.Group(group.Name).Text).Run();
        HostNotes.Add(connection, operationId, group.Parse(), now);
        return HostNotes.Count(connection, operationId);
    }

    /// <summary>Gives the members of a group its layer, which says nothing to them yet.</summary>
    public static void Open(StoreConnection connection, GroupRecord group, DateTimeOffset now)
    {
        var sql = new SqlText().Add("INSERT INTO host_layer (agent_id, layer, revision) SELECT a.id, CAST(")
            .Value(LayerName.Group(group.Name).Text).Add(" AS TEXT), 0 FROM agent a WHERE ");
        new HostCondition(sql, now).Add(group.Parse());
        using var command = sql.Add(" ON CONFLICT(agent_id, layer) DO NOTHING").Prepare(connection);
        command.Run();
    }

    /// <summary>Notes one host, where there is a group with a layer.</summary>
    public static void Note(StoreConnection connection, string agentId) =>
        connection.Prepare(
            "INSERT INTO host_review (operation_id, agent_id) SELECT '', CAST(@id AS TEXT) " +
            "WHERE EXISTS (SELECT 1 FROM host_group WHERE head > 0) ON CONFLICT(operation_id, agent_id) DO NOTHING")
            .Set("@id", agentId).Run();
}
