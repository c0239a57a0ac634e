using Aops.Query;
using Aops.Server.Groups;
using Aops.Server.Hosts;
using Aops.Server.Rights;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>Which layers are for hosts of a scope alone, now and later.</summary>
internal static class LayerScope
{
    /// <summary>The hosts that a layer is for, now; none of a layer that does not exist.</summary>
    public static QueryNode HostsOf(StoreConnection connection, LayerName layer) => layer.Kind switch
    {
        LayerKind.Fleet => QueryNode.All,
        LayerKind.Group => GroupRows.Find(connection, layer.Subject)?.Parse() ?? new QueryNode.Not(QueryNode.All),
        _ => HostIds.Query(layer.Subject),
    };

    /// <summary>Whether a layer that exists is, within a transaction or a read.</summary>
    public static bool Covers(StoreConnection connection, QueryNode scope, LayerName layer)
    {
        if (ScopeQuery.IsFleet(scope)) return true;
        return layer.Kind switch
        {
            LayerKind.Fleet => false,
            LayerKind.Group => GroupRows.Find(connection, layer.Subject) is { } group
                && ScopeQuery.Covers(scope, group.Parse()),
            _ => HostStore.IsWithin(connection, layer.Subject, scope),
        };
    }
}
