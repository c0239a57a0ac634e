using System.Text.Json.Nodes;

namespace Aops.ReleaseTool.Repository;

/// <summary>
/// Names of targets that were withdrawn, kept in targets metadata for the publisher's own use: a version that hosts
/// may still run never comes back with other content. Clients read over it.
/// </summary>
internal static class WithdrawnTargets
{
    private const string Member = "x-aops-withdrawn";

    public static void Add(JsonObject targets, string target)
    {
        if (targets[Member] is not JsonArray names) targets[Member] = names = [];
        names.Add((JsonNode)target);
    }

    public static bool Contains(JsonObject targets, string target) =>
        targets[Member] is JsonArray names && names.Any(name => (string?)name == target);
}
