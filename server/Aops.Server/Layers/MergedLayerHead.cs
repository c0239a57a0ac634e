namespace Aops.Server.Layers;

/// <summary>A layer of a host beside its newest revision.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Revision">The revision that the host has.</param>
/// <param name="Head">The newest.</param>
/// <param name="IsMoving">Whether an operation moves hosts of the layer to the newest one.</param>
internal sealed record MergedLayerHead(LayerName Layer, long Revision, long Head, bool IsMoving);
