using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Native.Programs;

namespace Aops.Cli.Output;

/// <summary>
/// JSON as text for terminals and programs: letters as they are; control characters, invisible ones and changes of the writing
/// direction are escaped, which JSON reads as the same text.
/// </summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Line = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions Indented = Line with { Indented = true, NewLine = "\n" };

    /// <summary>A document in one line.</summary>
    public static string OfLine(JsonNode node) => Write(node, Line);

    /// <summary>A document in indented lines.</summary>
    public static string Of(JsonNode node) => Write(node, Indented);

    private static string Write(JsonNode node, JsonWriterOptions options)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, options)) node.WriteTo(writer);
        return PlainText.EscapeLines(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }
}
