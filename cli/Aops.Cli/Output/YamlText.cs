using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Aops.Cli.Output;

/// <summary>JSON values as YAML 1.2 in block style. A text that YAML could take for something else is quoted as in JSON.</summary>
internal static partial class YamlText
{
    /// <summary>A document, with a line feed at its end.</summary>
    public static string Of(JsonNode? node)
    {
        var text = new StringBuilder();
        if (IsBlock(node)) AppendBlock(text, node!, 0, isInline: false);
        else text.Append(Scalar(node)).Append('\n');
        return text.ToString();
    }

    /// <summary>A node as an item of a list that is written item by item.</summary>
    public static string OfItem(JsonNode? item)
    {
        var text = new StringBuilder();
        AppendItem(text, item, 0);
        return text.ToString();
    }

    private static bool IsBlock(JsonNode? node) => node is JsonObject { Count: > 0 } or JsonArray { Count: > 0 };

    private static void AppendBlock(StringBuilder text, JsonNode node, int indent, bool isInline)
    {
        // The first line of a block within a list stands behind its hyphen.
        var margin = isInline ? 0 : indent;
        if (node is JsonArray list)
        {
            foreach (var item in list)
            {
                text.Append(' ', margin);
                margin = indent;
                AppendItem(text, item, indent);
            }
            return;
        }
        foreach (var (key, value) in node.AsObject())
        {
            text.Append(' ', margin).Append(Quote(key)).Append(':');
            margin = indent;
            if (IsBlock(value))
            {
                text.Append('\n');
                AppendBlock(text, value!, indent + 2, isInline: false);
            }
            else
            {
                text.Append(' ').Append(Scalar(value)).Append('\n');
            }
        }
    }

    private static void AppendItem(StringBuilder text, JsonNode? item, int indent)
    {
        text.Append("- ");
        if (IsBlock(item)) AppendBlock(text, item!, indent + 2, isInline: true);
        else text.Append(Scalar(item)).Append('\n');
    }

    private static string Scalar(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Quote(value.GetValue<string>()),
        _ => node.ToJsonString(),
    };

    private static string Quote(string text) =>
        PlainWord().IsMatch(text) && !Ambiguous().IsMatch(text) ? text : JsonText.OfLine(JsonValue.Create(text));

    [GeneratedRegex(@"^[\p{L}/_(][\p{L}\p{N} ./_()@%+=-]*(?<! )\z")]
    private static partial Regex PlainWord();

    // What readers of YAML 1.1 and 1.2 take for no text.
    [GeneratedRegex(@"^(true|false|null|yes|no|on|off|y|n)\z", RegexOptions.IgnoreCase)]
    private static partial Regex Ambiguous();
}
