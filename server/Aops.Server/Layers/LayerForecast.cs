using Aops.Server.Desired;
using Aops.Server.Groups;
using Aops.Server.Hosts;
using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>Tells what a write of a layer would change on hosts, without changing anything.</summary>
internal sealed class LayerForecast(Database database, LayerStore store, DesiredStates desired)
{
    /// <summary>What would be.</summary>
    public async Task<LayerPreview> TellAsync(
        LayerDraft draft, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (layer, head) = (draft.Layer, draft.Head);
        var order = await store.LastChangeAsync(cancellationToken) + 1;
        var amended = draft.Unfinished?.Amended ?? [];
        var document = (amended is [.., var last] ? last.Document : draft.Document).Ordered(head?.Document, order);
        var ((rank, members), rollouts) = await database.ReadAsync(
            connection => (ListMembers(connection, layer, now), RolloutSupersession.Find(connection, layer)),
            cancellationToken);
        var goesOn = draft.Unfinished?.Rollout is var (rollout, state) && AmendedRollouts.GoesOn(state)
            ? rollout
            : null;
        var superseded = rollouts.Where(one => one != goesOn).ToList();
        var next = new MergedLayer(layer, rank, draft.Number, document);
        // What hosts get that have another revision than the newest one.
        var others = amended.ToDictionary(
            one => one.Number, one => next with { Document = one.Document.Ordered(one.Before, order) });
        // Hosts with the same layers share their document, so that each kind of host is looked at once.
        var known = new Dictionary<EffectiveDocument, List<FieldChange>>(ReferenceEqualityComparer.Instance);
        var sample = new List<HostPreview>();
        long changing = 0;
        foreach (var id in members)
        {
            var current = desired.Find(id).Document;
            var isNew = !known.TryGetValue(current, out var changes);
            if (isNew)
            {
                var had = current.Layers.FirstOrDefault(merged => merged.Layer == layer)?.Revision ?? 0;
                known.Add(current, changes = Differ(current, others.GetValueOrDefault(had, next)));
            }
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
            GoesOn = goesOn,
            Superseded = superseded.Count > 0 ? superseded : null,
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

/// <summary>A write of a layer that is not made.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Head">Its newest revision; null for none.</param>
/// <param name="Document">The document that it would have.</param>
/// <param name="Unfinished">The unfinished rollout beside which it would be made; null for none.</param>
internal sealed record LayerDraft(
    LayerName Layer, LayerRevision? Head, LayerDocument Document, LayerOutcome.Unfinished? Unfinished)
{
    /// <summary>The revision that it would be.</summary>
    public long Number => (Head?.Number ?? 0) + (Unfinished?.Amended?.Count ?? 1);
}
