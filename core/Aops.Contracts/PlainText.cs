using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Aops.Contracts;

/// <summary>
/// Text of others (agents, sub-agents, operators, publishers) for logs and terminals: on one line, and without a
/// character that moves the cursor, changes colours or the direction of writing, or hides what follows.
/// </summary>
public static class PlainText
{
    /// <summary>The text with each such character written as <c>\n</c>, <c>\t</c>, <c>\r</c> or <c>\u001B</c>.</summary>
    /// <param name="text">Any text.</param>
    public static string Escape(string text) => Escape(text, keepsLines: false);

    /// <summary>The same for a text of several lines; line feeds and tabs stay.</summary>
    /// <param name="text">Any text.</param>
    public static string EscapeLines(string text) => Escape(text, keepsLines: true);

    /// <summary>A text that is too long with a dot-dot-dot as its last character; never cut through a character's middle.</summary>
    /// <param name="text">Any text, or null.</param>
    /// <param name="charsMax">What the result may have, 2 or more.</param>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Cut(string? text, int charsMax)
    {
        if (text is null || text.Length <= charsMax) return text;
        var length = char.IsHighSurrogate(text[charsMax - 2]) ? charsMax - 2 : charsMax - 1;
        return text[..length] + "…";
    }

    /// <summary>Whether a character is not written as it is.</summary>
    /// <param name="character">Any character.</param>
    /// <param name="keepsLines">Whether line feeds and tabs are.</param>
    public static bool IsEscaped(char character, bool keepsLines) => character switch
    {
        '\n' or '\t' => !keepsLines,
        // Line and paragraph separators, which some viewers break lines at.
        '\u2028' or '\u2029' => true,
        // C0, DEL, C1; and format characters: directions (U+202A to U+202E, U+2066 to U+2069), zero widths, byte order.
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

    // Format characters beyond the basic plane (U+E0001 to U+E007F, invisible tags) are two chars, both are escaped.
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
