using System.Text.Json.Nodes;

namespace Aops.Cli.Output;

/// <summary>A whole document in a form of programs.</summary>
internal static class DocumentText
{
    /// <summary>The document, with its line end.</summary>
    /// <returns>Null where the form is one of people, or of single columns.</returns>
    public static string? Of(OutputFormat format, JsonObject document) => format switch
    {
        OutputFormat.Json => JsonText.Of(document) + "\n",
        OutputFormat.Ndjson => JsonText.OfLine(document) + "\n",
        OutputFormat.Yaml => YamlText.Of(document),
        _ => null,
    };
}
