using Aops.Query;
using Aops.Server.Groups;
using Aops.Server.Hosts;
using Aops.Server.Layers;
using Aops.Server.Storage;

namespace Aops.Server.Rollouts;

/// <summary>The hosts of layers, within a read.</summary>
internal static class LayerHosts
{
    /// <summary>Ids of the hosts that have a layer, or would have it once it says something, and its place among layers.</summary>
    public static (long Rank, List<string> Ids) List(StoreConnection connection, LayerName layer, DateTimeOffset now)
    {
        var ids = layer.Kind switch
        {
            LayerKind.Host => HostStore.Has(connection, layer.Subject) ? [layer.Subject] : [],
            LayerKind.Group when GroupRows.Find(connection, layer.Subject) is { Head: 0 } group =>
                HostStore.ListIds(connection, group.Parse(), now),
            _ => HostLayerRows.ListMembers(connection, layer),
        };
        return (RankOf(connection, layer), ids);
    }

    /// <summary>The place of a layer among layers.</summary>
    public static long RankOf(StoreConnection connection, LayerName layer) => layer.Kind switch
    {
        LayerKind.Host => long.MaxValue,
        LayerKind.Group => GroupRows.Find(connection, layer.Subject)?.Rank ?? 0,
        _ => 0,
    };

    /// <summary>For each stage with a query the hosts that it takes; null for one that takes all.</summary>
    /// <param name="queries">The canonical queries of the stages; null for a stage that takes all.</param>
    /// <param name="only">The hosts that are asked for; null for all.</param>
    public static List<HashSet<string>?> ListStages(
        StoreConnection connection, IReadOnlyList<string?> queries, IReadOnlyList<string>? only, DateTimeOffset now) =>
    [
        .. queries.Select(query =>
        {
            if (query is null) return null;
            var node = Rights.ScopeQuery.Parse(query);
            if (only is not null) node = new QueryNode.And([HostIds.Query(only), node]);
            return HostStore.ListIds(connection, node, now).ToHashSet(StringComparer.Ordinal);
        }),
    ];
}
