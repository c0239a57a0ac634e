using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Aops.Server.Tests.Answers;

/// <summary>
/// Compares a JSON value with a schema of the document. A member that the schema of an object does not name is a fault, and so is
/// a word of a schema that is not understood here.
/// </summary>
internal static class SchemaCheck
{
    /// <summary>The words of a text that this version knows; a later one may send others.</summary>
    public const string KnownWords = "x-known";

    private static readonly string[] Known =
    [
        "$ref", "type", "properties", "required", "items", "additionalProperties", "oneOf", "enum", "format", "pattern",
        "description", KnownWords,
    ];

    private static readonly JsonObject Schemas = DocumentedApi.Document["components"]!["schemas"]!.AsObject();

    /// <summary>What of a value is not as the schema says; null where all is.</summary>
    /// <param name="place">Where the value is, for the fault.</param>
    public static string? FindFault(JsonNode? value, JsonNode schema, string place = "$")
    {
        var words = schema.AsObject();
        if (words.Select(word => word.Key).Except(Known).FirstOrDefault() is { } word)
            return $"{place}: the schema says '{word}', which {nameof(SchemaCheck)} does not understand";
        if (words["$ref"] is { } name) return FindFault(value, Schemas[((string)name!).Split('/')[^1]]!, place);
        if (words["oneOf"] is JsonArray choices)
        {
            var faults = choices.Select(choice => FindFault(value, choice!, place)).ToList();
            return faults.Contains(null) ? null : string.Join("; or ", faults);
        }
        if (!IsOfType(value, words)) return $"{place}: {value?.ToJsonString() ?? "null"} is no {words["type"]!.ToJsonString()}";
        if (words["enum"] is JsonArray known && value is not null && !known.Any(one => JsonNode.DeepEquals(one, value)))
            return $"{place}: {value.ToJsonString()} is none of {known.ToJsonString()}";
        return value switch
        {
            JsonObject members => FindFault(members, words, place),
            JsonArray items when words["items"] is { } item =>
                items.Select((one, index) => FindFault(one, item, $"{place}[{index}]")).FirstOrDefault(fault => fault is not null),
            JsonValue text when text.GetValueKind() == JsonValueKind.String => FindFault((string)text!, words, place),
            JsonValue number when number.GetValueKind() == JsonValueKind.Number => FindFault(number, (string?)words["format"], place),
            _ => null,
        };
    }

    private static string? FindFault(JsonObject members, JsonObject words, string place)
    {
        var properties = words["properties"]?.AsObject();
        foreach (var required in words["required"]?.AsArray() ?? [])
        {
            if (!members.ContainsKey((string)required!)) return $"{place}.{required} is missing";
        }
        foreach (var (name, member) in members)
        {
            var schema = properties?[name] ?? words["additionalProperties"] as JsonObject;
            if (schema is null && properties is null && words["additionalProperties"] is null) continue;
            if (schema is null) return $"{place}.{name} is not in the schema";
            if (FindFault(member, schema, $"{place}.{name}") is { } fault) return fault;
        }
        return null;
    }

    private static string? FindFault(string text, JsonObject words, string place)
    {
        if ((string?)words["pattern"] is { } pattern && !Regex.IsMatch(text, pattern)) return $"{place}: '{text}' does not match {pattern}";
        return (string?)words["format"] switch
        {
            null => null,
            "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _) ? null : $"{place}: '{text}' is no time",
            var format => $"{place}: the format {format} is not understood",
        };
    }

    private static string? FindFault(JsonValue number, string? format, string place) => format switch
    {
        null => null,
        "int32" => number.TryGetValue<int>(out _) ? null : $"{place}: {number} has no 32 bits",
        "int64" => number.TryGetValue<long>(out _) ? null : $"{place}: {number} has no 64 bits",
        "double" => null,
        _ => $"{place}: the format {format} is not understood",
    };

    private static bool IsOfType(JsonNode? value, JsonObject words)
    {
        var types = words["type"] switch
        {
            null => [],
            JsonArray several => several.Select(type => (string)type!).ToList(),
            var one => [(string)one!],
        };
        if (types.Count == 0) return true;
        return (value?.GetValueKind() ?? JsonValueKind.Null) switch
        {
            JsonValueKind.Null => types.Contains("null"),
            JsonValueKind.Object => types.Contains("object"),
            JsonValueKind.Array => types.Contains("array"),
            JsonValueKind.String => types.Contains("string"),
            JsonValueKind.Number => types.Contains("number") || (types.Contains("integer") && value!.AsValue().TryGetValue<long>(out _)),
            _ => types.Contains("boolean"),
        };
    }
}
