using System.Text;
using System.Text.Json;

namespace Aops.Contracts.Json.Diagnosis;

/// <summary>Says where a text stops to be JSON, and which of the usual mistakes it is.</summary>
internal static class JsonSyntax
{
    /// <summary>The fault of a text.</summary>
    /// <param name="exception">What the parser threw: its position, counted from 0.</param>
    internal static JsonFault FaultOf(ReadOnlySpan<byte> json, JsonException exception)
    {
        var (line, start) = (exception.LineNumber ?? 0, 0);
        for (var i = 0L; i < line; i++) start += json[start..].IndexOf((byte)'\n') + 1;
        var at = (int)Math.Clamp(start + (exception.BytePositionInLine ?? 0), 0, json.Length);
        // A word is told from its begin: of text, the parser minds the second letter, as it may have become true.
        while (at > start && at < json.Length && IsWord(json[at]) && IsWord(json[at - 1])) at--;
        var column = Encoding.UTF8.GetCharCount(json[start..at]) + 1;
        return new(JsonFaultKind.Syntax, "", line + 1, $"column {column}: it is not JSON: {Reason(json, at)}");
    }

    private static string Reason(ReadOnlySpan<byte> json, int at)
    {
        if (json.IsEmpty || json.Trim(" \t\r\n"u8).IsEmpty) return "the text is empty";
        if (json.StartsWith("\uFEFF"u8)) return "the text begins with a byte order mark; save it as UTF-8 without one";
        if (at >= json.Length) return "the text ends too early; a quote or a closing bracket is missing";
        var before = json[..at].TrimEnd(" \t\r\n"u8);
        var previous = before.IsEmpty ? (byte)0 : before[^1];
        var found = json[at];
        if (found < ' ') return "a text goes over the end of its line; write \\n for a line break, \\t for a tab";
        if (found is (byte)'}' or (byte)']' && previous == ',') return $"there is a comma too many before '{(char)found}'";
        if (found == '/') return "JSON has no comments";
        if (found == '\'') return "names and texts need double quotes";
        if (IsEndOfValue(previous) && found is (byte)'"' or (byte)'{' or (byte)'[') return "a comma is missing before this";
        return $"'{ShownText.Of(Word(json[at..]))}' does not fit here";
    }

    private static bool IsEndOfValue(byte found) =>
        found is (byte)'"' or (byte)'}' or (byte)']' || char.IsAsciiLetterOrDigit((char)found);

    private static bool IsWord(byte found) => char.IsAsciiLetterOrDigit((char)found) || found >= 0x80;

    // A word, or a single character.
    private static string Word(ReadOnlySpan<byte> rest)
    {
        var length = 0;
        while (length < rest.Length && length < 32 && IsWord(rest[length])) length++;
        return Encoding.UTF8.GetString(rest[..Math.Max(1, length)]);
    }
}
