using System.Text.Json.Nodes;

namespace Aops.ReleaseTool.Repository;

/// <summary>The signers of a role.</summary>
/// <param name="KeyIds">Ids of the keys.</param>
/// <param name="Threshold">How many of them must sign.</param>
internal sealed record Authority(IReadOnlyList<string> KeyIds, int Threshold)
{
    /// <summary>The signers of a top-level role in root metadata.</summary>
    public static Authority OfTopLevel(JsonObject root, string role) => Read(root["roles"]![role]!);

    /// <summary>The signers in a role of root metadata, or in a delegation.</summary>
    public static Authority Read(JsonNode role) => new(
        [.. role["keyids"]!.AsArray().Select(id => (string)id!)], (int)role["threshold"]!);

    /// <summary>Whether these signers reach the threshold.</summary>
    public bool IsMetBy(IReadOnlyList<string> signers) => KeyIds.Count(signers.Contains) >= Threshold;
}
