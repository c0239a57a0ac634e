using System.Text.Json.Nodes;

namespace Aops.ReleaseTool.Repository;

/// <summary>Who may sign for a role.</summary>
/// <param name="KeyIds">Ids of the keys.</param>
/// <param name="Threshold">How many of them must sign.</param>
internal sealed record Authority(IReadOnlyList<string> KeyIds, int Threshold)
{
    /// <summary>What root metadata says of a top-level role.</summary>
    public static Authority OfTopLevel(JsonObject root, string role) => Read(root["roles"]![role]!);

    /// <summary>What a role of root metadata, or a delegation, says of its signers.</summary>
    public static Authority Read(JsonNode role) => new(
        [.. role["keyids"]!.AsArray().Select(id => (string)id!)], (int)role["threshold"]!);

    /// <summary>Whether these signers are enough.</summary>
    public bool IsMetBy(IReadOnlyList<string> signers) => KeyIds.Count(signers.Contains) >= Threshold;
}
