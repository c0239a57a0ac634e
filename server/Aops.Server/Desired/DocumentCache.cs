using System.Collections.Concurrent;
using Aops.Server.Layers;

namespace Aops.Server.Desired;

/// <summary>
/// Merged documents, one for all hosts with the same revisions of the same layers, for as long as a host has it; and the
/// revisions that they were made of.
/// </summary>
internal sealed class DocumentCache(LayerStore store)
{
    private readonly ConcurrentDictionary<string, WeakReference<EffectiveDocument>> _merged = new();
    private readonly ConcurrentDictionary<LayerPointer, MergedLayer> _revisions = new();
    private int _added;

    /// <summary>The document of a host.</summary>
    public async ValueTask<EffectiveDocument> GetAsync(HostAssignment host, CancellationToken cancellationToken)
    {
        var said = host.Layers.Where(pointer => pointer.Revision > 0).ToList();
        if (said.Count == 0 && host.Held is null) return EffectiveDocument.Empty;
        var key = string.Join('|', said.Select(pointer => $"{pointer.Rank} {pointer.Layer} {pointer.Revision}"));
        if (host.Held is { } held) key += $"|{held.Since} {held.Digest}";
        if (_merged.TryGetValue(key, out var reference) && reference.TryGetTarget(out var known)) return known;
        var layers = new List<MergedLayer>(said.Count);
        foreach (var pointer in said) layers.Add(await ReadAsync(pointer, cancellationToken));
        var document = host.Held is null
            ? LayerMerge.Of(layers)
            : HeldLayer.Merge(host.Held, await store.FindHeldAsync(host.Held.Digest, cancellationToken), layers);
        Prune();
        _merged[key] = new WeakReference<EffectiveDocument>(document);
        return document;
    }

    private async ValueTask<MergedLayer> ReadAsync(LayerPointer pointer, CancellationToken cancellationToken)
    {
        if (_revisions.TryGetValue(pointer, out var known)) return known;
        var layer = MergedLayer.Of(
            pointer, await store.FindAsync(pointer.Layer, pointer.Revision, cancellationToken));
        if (_revisions.Count >= FleetLimits.DocumentsMax) _revisions.Clear();
        _revisions[pointer] = layer;
        return layer;
    }

    private void Prune()
    {
        if (Interlocked.Increment(ref _added) % FleetLimits.DocumentsMax != 0) return;
        foreach (var (key, reference) in _merged)
        {
            if (!reference.TryGetTarget(out _)) _merged.TryRemove(key, out _);
        }
    }
}
