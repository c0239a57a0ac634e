namespace Aops.Server.Layers;

/// <summary>A field that differs.</summary>
/// <param name="Field">Its path.</param>
/// <param name="From">Its value before; absent where it was not there.</param>
/// <param name="To">Its value after; absent where it is not there.</param>
internal sealed record FieldChange(string Field, string? From = null, string? To = null);
