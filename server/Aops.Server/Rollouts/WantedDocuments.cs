using Aops.Server.Layers;

namespace Aops.Server.Rollouts;

/// <summary>What hosts should be once a layer says something else; one result for all hosts that share a document.</summary>
/// <param name="next">The layer as it is to be.</param>
internal sealed class WantedDocuments(MergedLayer next)
{
    private readonly Dictionary<EffectiveDocument, WantedDocument> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>The layer as it is to be.</summary>
    public MergedLayer Next => next;

    /// <summary>What a host should be that is something now.</summary>
    public WantedDocument Of(EffectiveDocument current)
    {
        if (_known.TryGetValue(current, out var known)) return known;
        if (_known.Count >= FleetLimits.DocumentsMax) _known.Clear();
        var layers = current.Layers.Where(layer => layer.Layer != next.Layer).Append(next)
            .OrderBy(layer => layer.Rank).ToList();
        var document = LayerMerge.Of(layers);
        var changes = LayerFields.Differ(Values(current), Values(document));
        return _known[current] = new WantedDocument(document, changes);
    }

    private static Dictionary<string, string> Values(EffectiveDocument document) =>
        document.Fields.ToDictionary(field => field.Key, field => field.Value.Value);
}

/// <summary>What a host should be, and what differs from what it is told now.</summary>
/// <param name="Document">What it should be.</param>
/// <param name="Changes">The differences.</param>
internal sealed record WantedDocument(EffectiveDocument Document, IReadOnlyList<FieldChange> Changes)
{
    /// <summary>Whether only versions differ, so that what a host runs tells whether it is there.</summary>
    public bool IsOfVersions { get; } = Changes.Count > 0 && Changes.All(change =>
        change.Field.EndsWith(".version", StringComparison.Ordinal)
        || LayerFields.IsOrder(change.Field));
}
