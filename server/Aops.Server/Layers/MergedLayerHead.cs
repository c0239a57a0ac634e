namespace Aops.Server.Layers;

/// <summary>A layer of a host beside its newest revision.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Revision">The revision that the host has.</param>
/// <param name="Head">The newest.</param>
internal sealed record MergedLayerHead(LayerName Layer, long Revision, long Head);
