using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Aops.ReleaseTool.Repository;

/// <summary>
/// Names of targets that were withdrawn, kept in targets metadata for the publisher's own use: a version that hosts
/// may still run never comes back with other content. Clients read over it.
/// </summary>
internal static class WithdrawnTargets
{
    private const string Member = "x-aops-withdrawn";

    private const string Kind = "withdrawn";

    /// <summary>
    /// Lists a name that a publisher signed as what nobody installs: hosts ask the operator's targets first, whatever
    /// their version, and find no package there.
    /// </summary>
    public static void Shadow(JsonObject targets, string target)
    {
        targets["targets"]!.AsObject()[target] = SignedTarget.ToJson(
            0, Convert.ToHexStringLower(SHA256.HashData([])), new JsonObject { ["kind"] = Kind });
        Add(targets, target);
    }

    /// <summary>Whether a target is listed only to stand before a publisher's.</summary>
    public static bool IsShadow(JsonNode target) => (string?)target["custom"]?["kind"] == Kind;

    public static void Add(JsonObject targets, string target)
    {
        if (targets[Member] is not JsonArray names) targets[Member] = names = [];
        names.Add((JsonNode)target);
    }

    public static bool Contains(JsonObject targets, string target) =>
        targets[Member] is JsonArray names && names.Any(name => (string?)name == target);
}
