using System.Text;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Answers;

namespace Aops.Server.Tests.Api;

/// <summary>Schemas as the page of the API writes them.</summary>
internal static class SchemaText
{
    private const string Prefix = "#/components/schemas/";

    /// <summary>The meaning of a schema, and a table of its members.</summary>
    public static string Describe(JsonNode schema, bool withDescription = true)
    {
        var text = new StringBuilder();
        if (withDescription) text.Append($"{(string?)schema["description"] ?? TypeOf(schema) + "."}\n\n");
        if (schema["properties"] is not JsonObject { Count: > 0 } members) return text.ToString();
        var required = schema["required"]?.AsArray().Select(name => (string?)name).ToHashSet() ?? [];
        text.Append("| field | takes | meaning |\n| --- | --- | --- |\n");
        foreach (var (name, member) in members)
        {
            text.Append($"| `{name}`{(required.Contains(name) ? "" : " (optional)")} | {TypeOf(member!)} | " +
                $"{((string?)member!["description"] ?? "").Replace("|", "\\|", StringComparison.Ordinal)} |\n");
        }
        return text.Append('\n').ToString();
    }

    /// <summary>What a schema takes, in words.</summary>
    public static string TypeOf(JsonNode schema)
    {
        if ((string?)schema["$ref"] is { } reference) return Link(reference[Prefix.Length..]);
        if ((schema["oneOf"] ?? schema["anyOf"]) is JsonArray choices)
            return string.Join(" or ", choices.Where(choice => (string?)choice!["type"] != "null").Select(choice => TypeOf(choice!)));
        if ((schema["enum"] ?? schema[SchemaCheck.KnownWords]) is JsonArray words) return string.Join(", ", words.Where(word => word is not null).Select(word => $"`{word}`"));
        return Names(schema).FirstOrDefault() switch
        {
            "array" => $"list of {TypeOf(schema["items"]!)}",
            "object" when schema["additionalProperties"] is JsonObject values => $"map to {TypeOf(values)}",
            "object" => "object",
            "boolean" => "true or false",
            "integer" or "number" => Number(schema),
            "string" when (string?)schema["format"] == "date-time" => "time",
            "string" => "text",
            _ => "any JSON",
        };
    }

    /// <summary>What a schema refers to; itself where it refers to nothing.</summary>
    public static JsonNode? Resolve(JsonNode document, JsonNode schema) => (string?)schema["$ref"] is { } reference
        ? document["components"]!["schemas"]![reference[Prefix.Length..]]
        : schema;

    /// <summary>The anchor of a heading in code.</summary>
    public static string AnchorOf(string heading) => string.Concat(heading.Select(c => c switch
    {
        ' ' => "-",
        '-' or '_' => $"{c}",
        _ when char.IsLetterOrDigit(c) => $"{char.ToLowerInvariant(c)}",
        _ => "",
    }));

    private static string Link(string name) => $"[`{name}`](#{AnchorOf(name)})";

    private static string Number(JsonNode schema)
    {
        var range = (schema["minimum"], schema["maximum"]) switch
        {
            (null, null) => "number",
            ({ } min, null) => $"number from {min}",
            (null, { } max) => $"number to {max}",
            ({ } min, { } max) => $"{min} to {max}",
        };
        return schema["default"] is { } value ? $"{range}, {value} without it" : range;
    }

    private static IEnumerable<string> Names(JsonNode schema) => schema["type"] switch
    {
        JsonArray names => names.Select(name => (string)name!).Where(name => name != "null"),
        JsonValue name => [(string)name!],
        _ => [],
    };
}
