using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Aops.ReleaseTool.Repository;

/// <summary>
/// Names of withdrawn targets, stored in targets metadata for the publisher: a version that hosts may still
/// run must never return with other content. Clients ignore the list.
/// </summary>
internal static class WithdrawnTargets
{
    private const string Member = "x-aops-withdrawn";

    private const string Kind = "withdrawn";

    /// <summary>
    /// Replaces a publisher's target by an entry that cannot be installed: hosts search the operator's
    /// targets first and find no package there.
    /// </summary>
    public static void Shadow(JsonObject targets, string target)
    {
        targets["targets"]!.AsObject()[target] = SignedTarget.ToJson(
            0, Convert.ToHexStringLower(SHA256.HashData([])), new JsonObject { ["kind"] = Kind });
        Add(targets, target);
    }

    /// <summary>Whether a target is only such an entry.</summary>
    public static bool IsShadow(JsonNode target) => (string?)target["custom"]?["kind"] == Kind;

    public static void Add(JsonObject targets, string target)
    {
        if (targets[Member] is not JsonArray names) targets[Member] = names = [];
        names.Add((JsonNode)target);
    }

    public static bool Contains(JsonObject targets, string target) =>
        targets[Member] is JsonArray names && names.Any(name => (string?)name == target);
}
