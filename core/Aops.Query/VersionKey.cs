using System.Globalization;
using System.Text;
using Aops.Contracts;

namespace Aops.Query;

/// <summary>
/// A key for a version: comparing two keys byte by byte gives the same order as <c>VersionOrder</c> of Aops.Layout. A
/// database stores it in an indexed column. Versions that are equal in that order (1.0 and 1.00, different build
/// data) have the same key.
/// </summary>
/// <remarks>
/// A number becomes <c>0</c>, its length in two digits, and its digits; a text becomes <c>1</c> and the text. A
/// space ends each part, <c>!</c> ends the list of parts; <c>-</c> begins a pre-release and <c>~</c> takes its
/// place if there is none. Space and <c>!</c> sort before, and <c>~</c> sorts after, every character of a name.
/// </remarks>
public static class VersionKey
{
    /// <summary>The key of a version.</summary>
    /// <param name="version">A name by <see cref="Names.Rule"/>.</param>
    public static string Of(string version)
    {
        var build = version.IndexOf('+', StringComparison.Ordinal);
        if (build >= 0) version = version[..build];
        var dash = version.IndexOf('-', StringComparison.Ordinal);
        var key = new StringBuilder(2 * version.Length + 8);
        AppendParts(key, dash < 0 ? version : version[..dash]);
        if (dash < 0) return key.Append('~').ToString();
        key.Append('-');
        AppendParts(key, version[(dash + 1)..]);
        return key.ToString();
    }

    private static void AppendParts(StringBuilder key, string parts)
    {
        foreach (var part in parts.Split('.'))
        {
            if (part.Length > 0 && part.All(char.IsAsciiDigit))
            {
                var digits = part.TrimStart('0');
                key.Append(CultureInfo.InvariantCulture, $"0{digits.Length:D2}{digits} ");
            }
            else
            {
                key.Append('1').Append(part).Append(' ');
            }
        }
        key.Append('!');
    }
}
