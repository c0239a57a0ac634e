using System.Globalization;
using System.Text;

namespace Aops.Native.Files.Trees;

/// <summary>Shows a path that consists of arbitrary bytes.</summary>
internal static class ByteName
{
    /// <summary>
    /// The path as text; a backslash and everything that is not printable text is shown as <c>\xNN</c>.
    /// </summary>
    /// <param name="path">The path, without a NUL.</param>
    public static string Show(ReadOnlySpan<byte> path)
    {
        var text = new StringBuilder();
        while (!path.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(path, out var rune, out var length);
            if (status == System.Buffers.OperationStatus.Done && !Rune.IsControl(rune) && rune.Value != '\\'
                && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator
                    or UnicodeCategory.ParagraphSeparator))
            {
                text.Append(rune);
            }
            else
            {
                foreach (var code in path[..length]) text.Append(CultureInfo.InvariantCulture, $"\\x{code:x2}");
            }
            path = path[length..];
        }
        return text.ToString();
    }
}
