using Aops.Server.Desired;
using Aops.Server.Groups;
using Aops.Server.Hosts;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>Tells what a write of a layer would change on hosts, without changing anything.</summary>
internal sealed class LayerForecast(Database database, LayerStore store, DesiredStates desired)
{
    /// <summary>What would be.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="head">Its newest revision; null for none.</param>
    /// <param name="document">The document that it would have.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<LayerPreview> TellAsync(
        LayerName layer, LayerRevision? head, LayerDocument document, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        document = document.Ordered(head?.Document, await store.LastChangeAsync(cancellationToken) + 1);
        var (rank, members) = await database.ReadAsync(
            connection => ListMembers(connection, layer, now), cancellationToken);
        var next = new MergedLayer(layer, rank, (head?.Number ?? 0) + 1, document);
        // Hosts with the same layers share their document, so that each kind of host is looked at once.
        var known = new Dictionary<EffectiveDocument, List<FieldChange>>(ReferenceEqualityComparer.Instance);
        var sample = new List<HostPreview>();
        long changing = 0;
        foreach (var id in members)
        {
            var current = desired.Find(id).Document;
            var isNew = !known.TryGetValue(current, out var changes);
            if (isNew) known.Add(current, changes = Differ(current, next));
            if (changes!.Count == 0) continue;
            changing++;
            if (isNew && sample.Count < FleetLimits.PreviewHostsMax) sample.Add(new HostPreview(id, changes));
        }
        return new LayerPreview
        {
            Layer = layer.Text,
            Revision = next.Revision,
            Document = document,
            Changes = LayerFields.Differ(head?.Document, document),
            Hosts = members.Count,
            Changing = changing,
            Sample = sample,
        };
    }

    private static List<FieldChange> Differ(EffectiveDocument current, MergedLayer next)
    {
        var layers = current.Layers.Where(layer => layer.Layer != next.Layer).Append(next)
            .OrderBy(layer => layer.Rank).ToList();
        return LayerFields.Differ(Values(current), Values(LayerMerge.Of(layers)));
    }

    private static Dictionary<string, string> Values(EffectiveDocument document) =>
        document.Fields.ToDictionary(field => field.Key, field => field.Value.Value);

    private static (long Rank, List<string> Members) ListMembers(
        StoreConnection connection, LayerName layer, DateTimeOffset now)
    {
        switch (layer.Kind)
        {
            case LayerKind.Host:
                return (long.MaxValue, [layer.Subject]);
            case LayerKind.Group when GroupRows.Find(connection, layer.Subject) is { } group:
                // Before its first revision no host has the layer: its hosts are those that would get it.
                return (group.Rank, group.Head > 0
                    ? HostLayerRows.ListMembers(connection, layer)
                    : HostStore.ListIds(connection, group.Parse(), now));
            default:
                return (0, HostLayerRows.ListMembers(connection, layer));
        }
    }
}
