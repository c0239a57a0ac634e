using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts.Json.Diagnosis;

namespace Aops.Server.Layers;

/// <summary>
/// Lays a patch over a document: RFC 7396, null takes a member away; and sub-agents are patched by their names, where one
/// of which nothing is left but the name goes.
/// </summary>
internal static class LayerPatch
{
    private const string SubAgents = "subAgents";
    private const string Name = "name";

    /// <summary>The document with the patch.</summary>
    /// <param name="document">The document.</param>
    /// <param name="patch">The patch.</param>
    /// <exception cref="JsonException">The result is no document.</exception>
    public static LayerDocument Apply(LayerDocument document, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object) throw new JsonException("'document' is no object");
        var target = NodeOf(document);
        foreach (var member in patch.EnumerateObject())
        {
            if (member.Name == SubAgents && member.Value.ValueKind == JsonValueKind.Array)
                target[SubAgents] = PatchSubAgents(target[SubAgents] as JsonArray, member.Value);
            else
                Merge(target, member);
        }
        // Without settings a document has none.
        if (target["settings"] is null) target.Remove("settings");
        var merged = Encoding.UTF8.GetBytes(target.ToJsonString());
        try
        {
            return JsonSerializer.Deserialize(merged, ServerJson.Default.LayerDocument)!;
        }
        catch (JsonException e)
        {
            throw new JsonException(JsonFaults.Explain(merged, ServerJson.Default.LayerDocument, e));
        }
    }

    /// <summary>The patch that makes one document of another one.</summary>
    public static JsonElement Between(LayerDocument from, LayerDocument to)
    {
        var (before, after) = (NodeOf(from), NodeOf(to));
        var patch = Differ(before, after);
        // Where both have a list, its entries are patched by their names.
        if (patch.ContainsKey(SubAgents)
            && (before[SubAgents], after[SubAgents]) is (JsonArray earlier, JsonArray later))
            patch[SubAgents] = DifferSubAgents(earlier, later);
        return JsonElement.Parse(patch.ToJsonString());
    }

    private static JsonObject NodeOf(LayerDocument document) =>
        JsonSerializer.SerializeToNode(document, ServerJson.Default.LayerDocument)!.AsObject();

    private static JsonObject Differ(JsonObject from, JsonObject to)
    {
        var patch = new JsonObject();
        foreach (var name in from.Select(member => member.Key).Union(to.Select(member => member.Key)).ToList())
        {
            var (before, after) = (from[name], to[name]);
            if (JsonNode.DeepEquals(before, after)) continue;
            patch[name] = (before, after) is (JsonObject earlier, JsonObject later)
                ? Differ(earlier, later)
                : after?.DeepClone();
        }
        return patch;
    }

    private static JsonArray DifferSubAgents(JsonArray from, JsonArray to)
    {
        var (before, after) = (ByName(from), ByName(to));
        var patch = new JsonArray();
        foreach (var name in before.Keys.Union(after.Keys))
        {
            // Of an entry that goes every member is taken away.
            var differences = Differ(before.GetValueOrDefault(name) ?? [], after.GetValueOrDefault(name) ?? []);
            if (differences.Count == 0) continue;
            differences[Name] = name;
            patch.Add((JsonNode)differences);
        }
        return patch;
    }

    private static Dictionary<string, JsonObject> ByName(JsonArray subAgents) =>
        subAgents.ToDictionary(entry => (string)entry![Name]!, entry => entry!.AsObject());

    private static JsonArray PatchSubAgents(JsonArray? before, JsonElement patch)
    {
        var list = (before ?? []).Select(entry => entry!.DeepClone().AsObject()).ToList();
        foreach (var entry in patch.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty(Name, out var name)
                || name.ValueKind != JsonValueKind.String)
            {
                throw new JsonException("each of 'subAgents' is an object with a name");
            }
            var known = list.Find(other => (string?)other[Name] == name.GetString());
            if (known is null) list.Add(known = []);
            foreach (var member in entry.EnumerateObject()) Merge(known, member);
            if (known.Count == 1 || (known.Count == 2 && known.ContainsKey("order"))) list.Remove(known);
        }
        return new JsonArray([.. list]);
    }

    private static void Merge(JsonObject target, JsonProperty member)
    {
        switch (member.Value.ValueKind)
        {
            case JsonValueKind.Null:
                target.Remove(member.Name);
                break;
            case JsonValueKind.Object:
                if (target[member.Name] is not JsonObject inner) target[member.Name] = inner = [];
                foreach (var part in member.Value.EnumerateObject()) Merge(inner, part);
                break;
            default:
                target[member.Name] = JsonNode.Parse(member.Value.GetRawText());
                break;
        }
    }
}
