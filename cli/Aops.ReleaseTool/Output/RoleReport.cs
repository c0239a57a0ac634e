namespace Aops.ReleaseTool.Output;

/// <summary>A role of the metadata.</summary>
/// <param name="Expires">When hosts stop to accept it, RFC 3339.</param>
/// <param name="Threshold">How many of the keys must sign; null for a publisher.</param>
/// <param name="Keys">Ids of the keys; null for a publisher.</param>
internal sealed record RoleReport(
    string Role, long Version, string? Expires, int? Threshold = null, IReadOnlyList<string>? Keys = null);
