using System.Text.Json.Nodes;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Manifests;

/// <summary>
/// The generations (<c>order</c>) of the versions of a layer. A file that is applied again orders nothing again, so that a version
/// that is named without one has that of the layer where it is the same version; files that are written have none.
/// </summary>
internal static class Generations
{
    private const string Member = "order";

    /// <summary>The document with the generations of the versions that the layer has already.</summary>
    public static JsonObject Retain(JsonObject document, JsonNode? present)
    {
        var filled = (JsonObject)document.DeepClone();
        foreach (var (part, before) in Parts(filled).Select(part => (part, Find(present, part))))
        {
            if (part.ContainsKey(Member) || before is null || before.Word("version") != part.Word("version")) continue;
            if (before[Member] is { } generation) part[Member] = generation.DeepClone();
        }
        return filled;
    }

    /// <summary>The document without generations.</summary>
    public static JsonObject Strip(JsonObject document)
    {
        var stripped = (JsonObject)document.DeepClone();
        foreach (var part in Parts(stripped)) part.Remove(Member);
        return stripped;
    }

    // The agent, which has no name, and each sub-agent.
    private static IEnumerable<JsonObject> Parts(JsonObject document)
    {
        if (document["agent"] is JsonObject agent) yield return agent;
        if (document["subAgents"] is not JsonArray subAgents) yield break;
        foreach (var subAgent in subAgents.OfType<JsonObject>()) yield return subAgent;
    }

    private static JsonObject? Find(JsonNode? document, JsonObject part) =>
        document is JsonObject map ? Parts(map).FirstOrDefault(one => one.Word("name") == part.Word("name")) : null;
}
