using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Manifests;

/// <summary>What differs between two records, field by field, in the form in which the server tells it of layers.</summary>
internal static class FieldChanges
{
    /// <summary>Compares them.</summary>
    /// <param name="from">Null for none.</param>
    /// <param name="to">Null for none.</param>
    public static JsonArray Between(JsonObject? from, JsonObject? to)
    {
        var (before, after) = (new Dictionary<string, string>(), new Dictionary<string, string>());
        Flatten(from, "", before);
        Flatten(to, "", after);
        var changes = new JsonArray();
        foreach (var field in before.Keys.Union(after.Keys))
        {
            var (old, now) = (before.GetValueOrDefault(field), after.GetValueOrDefault(field));
            if (old == now) continue;
            var change = new JsonObject { ["field"] = field };
            if (old is not null) change["from"] = old;
            if (now is not null) change["to"] = now;
            changes.Add((JsonNode)change);
        }
        return changes;
    }

    // A list is one value: its order counts, and its items have no names. What is empty says nothing.
    private static void Flatten(JsonNode? node, string field, Dictionary<string, string> fields)
    {
        switch (node)
        {
            case null or JsonArray { Count: 0 }:
                return;
            case JsonObject map:
                foreach (var (name, value) in map) Flatten(value, field.Length == 0 ? name : $"{field}.{name}", fields);
                return;
            default:
                var isText = node.GetValueKind() == JsonValueKind.String;
                var text = isText ? node.GetValue<string>() : JsonText.OfLine(node);
                if (text.Length > 0) fields[field] = text;
                return;
        }
    }
}
