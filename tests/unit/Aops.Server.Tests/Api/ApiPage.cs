using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aops.Server.Tests.Answers;

namespace Aops.Server.Tests.Api;

/// <summary>
/// The page of the API: prose written by hand, and between markers what is made of the document. Only what stands between
/// markers is written here.
/// </summary>
internal static partial class ApiPage
{
    // Of these the page tells once, for all calls.
    private static readonly string[] Common =
        ["bad-token", "too-many-requests", "internal", "storage", "busy", "too-slow", "too-large", "too-complex"];

    private static readonly string[] Methods = ["get", "head", "post", "put", "patch", "delete"];

    /// <summary>The page with its blocks made of the document.</summary>
    /// <exception cref="InvalidOperationException">A part of the document has no block.</exception>
    public static string Fill(string page, JsonNode document)
    {
        var blocks = new Dictionary<string, string>
        {
            ["problems"] = Problems(document),
            ["messages"] = string.Concat(document["components"]!["schemas"]!.AsObject().OrderBy(schema => schema.Key, StringComparer.Ordinal)
                .Select(schema => $"#### `{schema.Key}`\n\n{SchemaText.Describe(schema.Value!)}")),
        };
        foreach (var tag in document["tags"]!.AsArray())
            blocks[$"calls of {(string?)tag!["name"]}"] = Calls(document, (string)tag["name"]!);
        var filled = new HashSet<string>();
        page = Block().Replace(page, match =>
        {
            var name = match.Groups["name"].Value;
            if (!blocks.TryGetValue(name, out var text))
                throw new InvalidOperationException($"API.md has a block of '{name}', which the document does not have");
            filled.Add(name);
            return $"<!-- {name} -->\n\n{text.TrimEnd('\n')}\n\n<!-- end of {name} -->";
        });
        var missing = blocks.Keys.Except(filled).ToList();
        return missing.Count == 0 ? page : throw new InvalidOperationException(
            "docs/reference/API.md lacks blocks: put these lines where they belong\n" +
            string.Concat(missing.Select(name => $"<!-- {name} -->\n<!-- end of {name} -->\n")));
    }

    private static string Problems(JsonNode document)
    {
        var text = new StringBuilder("| status | `code` | meaning |\n| --- | --- | --- |\n");
        foreach (var code in document[DocumentWords.Problems]!.AsArray())
            text.Append($"| {code!["status"]} | `{code["code"]}` | {code["meaning"]} |\n");
        return text.ToString();
    }

    private static string Calls(JsonNode document, string tag)
    {
        var calls = (from path in document["paths"]!.AsObject()
                     from operation in path.Value!.AsObject()
                     where (string?)operation.Value!["tags"]?[0] == tag
                     orderby path.Key, Array.IndexOf(Methods, operation.Key)
                     select (Name: $"{operation.Key.ToUpperInvariant()} {path.Key}", Node: operation.Value!)).ToList();
        var text = new StringBuilder("| call | what it does |\n| --- | --- |\n");
        foreach (var (name, node) in calls)
        {
            var call = HasMore(node) ? $"[`{name}`](#{SchemaText.AnchorOf(name)})" : $"`{name}`";
            text.Append($"| {call} | {node["summary"]} |\n");
        }
        foreach (var (name, node) in calls.Where(call => HasMore(call.Node))) Describe(text, document, name, node);
        return text.ToString();
    }

    // A file that takes nothing is told of by its line alone.
    private static bool HasMore(JsonNode node) =>
        node["parameters"] is JsonArray { Count: > 0 } || node["description"] is not null || node["requestBody"] is not null
        || node["responses"]!.AsObject().Any(answer => answer.Value![DocumentedOperation.Codes] is null
            ? answer.Value["content"]?["application/json"]?["schema"] is not null
            : CodesOf(answer.Value).Length > 0);

    private static string CodesOf(JsonNode answer) => string.Join(", ", answer[DocumentedOperation.Codes]!.AsArray()
        .Select(code => (string)code!).Except(Common).Select(code => $"`{code}`"));

    private static void Describe(StringBuilder text, JsonNode document, string name, JsonNode node)
    {
        text.Append($"\n#### `{name}`\n\n{node["summary"]}");
        if (node["description"] is { } more) text.Append($" {more}");
        if (node["x-replaced-by"] is { } replacement) text.Append($" Use `{replacement}` instead.");
        text.Append('\n');
        if (node["parameters"] is JsonArray { Count: > 0 } parameters) DescribeParameters(text, parameters);
        if (node["requestBody"]?["content"]?.AsObject().FirstOrDefault() is { Key: { } media } body)
        {
            var schema = body.Value?["schema"];
            var isOptional = node["requestBody"]!["required"]?.GetValue<bool>() != true;
            text.Append($"\nBody{(isOptional ? ", which may be absent" : "")}: {(schema is null ? $"`{media}`" : SchemaText.TypeOf(schema))}.\n");
            if (schema is not null && SchemaText.Resolve(document, schema) is { } fields && fields["properties"] is not null)
                text.Append($"\n{SchemaText.Describe(fields, withDescription: false)}");
        }
        text.Append("\n| answer | body | |\n| --- | --- | --- |\n");
        foreach (var (status, answer) in node["responses"]!.AsObject()) text.Append(Answer(status, answer!));
    }

    private static void DescribeParameters(StringBuilder text, JsonArray parameters)
    {
        text.Append("\n| parameter | in | takes | meaning |\n| --- | --- | --- | --- |\n");
        foreach (var parameter in parameters)
        {
            var required = parameter!["required"]?.GetValue<bool>() == true && (string?)parameter["in"] != "path" ? ", required" : "";
            text.Append($"| `{parameter["name"]}` | {parameter["in"]} | {SchemaText.TypeOf(parameter["schema"]!)}{required} | " +
                $"{parameter["description"]} |\n");
        }
    }

    private static string Answer(string status, JsonNode answer)
    {
        if (answer[DocumentedOperation.Codes] is not null)
            return CodesOf(answer) is { Length: > 0 } codes ? $"| {status} | problem | {codes} |\n" : "";
        var content = answer["content"]?.AsObject().ToList() ?? [];
        var body = content.Select(media => media.Value?["schema"]).OfType<JsonNode>().FirstOrDefault() is { } schema
            ? string.Join("; ", content.Where(media => media.Value?["schema"] is null).Select(media => $"`{media.Key}`")
                .Prepend(SchemaText.TypeOf(schema)))
            : string.Join("; ", content.Select(media => $"`{media.Key}`"));
        var headers = string.Concat((answer["headers"]?.AsObject().ToList() ?? []).Select(
            header => $" Header `{header.Key}`: {header.Value!["description"]}"));
        return $"| {status} | {body} | {answer["description"]}{headers} |\n";
    }

    [GeneratedRegex(@"<!-- (?!end of)(?<name>[^>]+?) -->.*?<!-- end of \k<name> -->", RegexOptions.Singleline)]
    private static partial Regex Block();
}
