namespace Aops.Server.Layers;

/// <summary>A layer that is a part of what a host should be.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Rank">Its place in the order of merging.</param>
/// <param name="Revision">The revision that this host has of it.</param>
/// <param name="Document">What that revision says.</param>
internal sealed record MergedLayer(LayerName Layer, long Rank, long Revision, LayerDocument Document);
