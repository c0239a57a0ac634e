namespace Aops.Server.Layers;

/// <summary>Which desired state a host holds: a number and its history.</summary>
/// <param name="History">The history; null from a host or a server of before.</param>
/// <param name="Revision">The number; 0 for none.</param>
internal readonly record struct HeldMark(string? History, long Revision);
