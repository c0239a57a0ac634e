using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Aops.Native.Programs;

/// <summary>
/// Escapes text from other parties (agents, sub-agents, operators, publishers) for logs and terminals: no control
/// character, no change of the writing direction, nothing invisible.
/// </summary>
public static class PlainText
{
    /// <summary>
    /// Escapes a text for one line: control characters become <c>\n</c>, <c>\t</c>, <c>\r</c> or <c>\u001B</c>.
    /// </summary>
    public static string Escape(string text) => Escape(text, keepsLines: false);

    /// <summary>Escapes a text of several lines; line feeds and tabs stay.</summary>
    public static string EscapeLines(string text) => Escape(text, keepsLines: true);

    /// <summary>
    /// Truncates a text that is too long and ends it with an ellipsis; never splits a surrogate pair.
    /// </summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="charsMax">Longest result, in characters; at least 2.</param>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Cut(string? text, int charsMax)
    {
        if (text is null || text.Length <= charsMax) return text;
        var length = char.IsHighSurrogate(text[charsMax - 2]) ? charsMax - 2 : charsMax - 1;
        return text[..length] + "…";
    }

    /// <summary>Whether a character is escaped.</summary>
    /// <param name="keepsLines">Whether line feeds and tabs stay as they are.</param>
    public static bool IsEscaped(char character, bool keepsLines) => character switch
    {
        '\n' or '\t' => !keepsLines,
        // Line and paragraph separators: some viewers break lines there.
        '\u2028' or '\u2029' => true,
        // C0, DEL and C1 controls, and format characters: directions (U+202A to U+202E, U+2066 to U+2069), zero
        // widths, byte order mark.
        _ => CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format,
    };

    private static string Escape(string text, bool keepsLines)
    {
        var first = 0;
        while (first < text.Length && !MustChange(text, first, keepsLines)) first++;
        if (first == text.Length) return text;
        var plain = new StringBuilder(text, 0, first, text.Length + 16);
        for (var index = first; index < text.Length; index++)
        {
            if (!MustChange(text, index, keepsLines)) plain.Append(text[index]);
            else Append(plain, text[index]);
        }
        return plain.ToString();
    }

    // Format characters beyond the basic plane (U+E0001 to U+E007F, invisible tags) take two chars; both are
    // escaped.
    private static bool MustChange(string text, int index, bool keepsLines)
    {
        var character = text[index];
        if (!char.IsSurrogate(character)) return IsEscaped(character, keepsLines);
        var start = char.IsLowSurrogate(character) ? index - 1 : index;
        return start < 0 || start + 1 >= text.Length || !char.IsSurrogatePair(text, start)
            || CharUnicodeInfo.GetUnicodeCategory(text, start) is UnicodeCategory.Format;
    }

    private static void Append(StringBuilder plain, char character) => _ = character switch
    {
        '\n' => plain.Append("\\n"),
        '\r' => plain.Append("\\r"),
        '\t' => plain.Append("\\t"),
        _ => plain.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
    };
}
