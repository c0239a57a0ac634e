using System.Globalization;
using System.Text;

namespace Aops.Cli.Output;

/// <summary>How many columns of a terminal a text takes: East Asian wide characters two, marks on others none.</summary>
internal static class TextWidth
{
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F),
        (0xFF00, 0xFF60), (0xFFE0, 0xFFE6), (0x1F300, 0x1F64F), (0x1F900, 0x1F9FF), (0x20000, 0x3FFFD),
    ];

    /// <summary>Columns of a text.</summary>
    public static int Of(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes()) width += Of(rune);
        return width;
    }

    /// <summary>Cuts a text to a number of columns; one that is cut ends with an ellipsis.</summary>
    public static string Cut(string text, int columns)
    {
        if (Of(text) <= columns) return text;
        var cut = new StringBuilder();
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Of(rune);
            if (width > columns - 1) break;
            cut.Append(rune.ToString());
        }
        return cut.Append('…').ToString();
    }

    private static int Of(Rune rune)
    {
        if (rune.IsAscii) return 1;
        var category = Rune.GetUnicodeCategory(rune);
        if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark) return 0;
        return Wide.Any(range => rune.Value >= range.First && rune.Value <= range.Last) ? 2 : 1;
    }
}
