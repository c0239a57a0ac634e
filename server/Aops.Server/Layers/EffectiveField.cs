namespace Aops.Server.Layers;

/// <summary>One field of what a host should be, and which layer says it.</summary>
/// <param name="Value">The value as text; a list as JSON.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Revision">The revision of that layer.</param>
internal sealed record EffectiveField(string Value, LayerName Layer, long Revision);
