using Aops.Server.Storage;

namespace Aops.Server.Layers;

/// <summary>
/// Finds out whether a write of a layer is beside a rollout that has not brought the newest revision to all hosts, or has ceased
/// to. That revision is the rollout's, so a write that is made of it says the rollout's content as well, and would give hosts at
/// once what the rollout brings them stage by stage. Within a transaction or a read.
/// </summary>
internal static class UnfinishedLayer
{
    /// <summary>What a write would carry to hosts that have not got it, and how it is written beside the rollout.</summary>
    /// <param name="connection">Where the layer is stored.</param>
    /// <param name="head">The newest revision; null for none.</param>
    /// <param name="made">What the layer is to say.</param>
    /// <returns>Null where there is no such rollout, or the write takes its place.</returns>
    public static LayerOutcome.Unfinished? Find(
        StoreConnection connection, LayerRevision? head, LayerDocument? made)
    {
        if (head is null) return null;
        var entry = LayerEntry.Of(connection, head.Layer, head.Number);
        if (entry == head.Number) return null;
        var said = LayerFields.Of(made ?? LayerDocument.Empty);
        var brought = LayerFields.Differ(LayerRows.Find(connection, head.Layer, entry)?.Document, head.Document);
        var carried = brought
            .Where(field => !LayerFields.IsOrder(field.Field) && said.GetValueOrDefault(field.Field) == field.To)
            .ToList();
        var hosts = HostLayerRows.CountOlder(connection, head.Layer, head.Number);
        var amended = made is null ? null : LayerAmendment.Find(connection, head, made, entry, brought);
        if (amended is null && (carried.Count == 0 || hosts == 0)) return null;
        var rollout = AmendedRollouts.List(connection, head) is [.., var newest] ? newest : default((string, string)?);
        return new LayerOutcome.Unfinished(head.Number, entry, rollout, hosts, carried) { Amended = amended };
    }
}
