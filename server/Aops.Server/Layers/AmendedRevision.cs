namespace Aops.Server.Layers;

/// <summary>A revision that hosts of a layer have, and what a write makes of it.</summary>
/// <param name="Number">The revision; 0 for that of a layer that says nothing yet.</param>
/// <param name="Before">What it says; null for nothing.</param>
/// <param name="Document">What its successor says.</param>
internal sealed record AmendedRevision(long Number, LayerDocument? Before, LayerDocument Document);
