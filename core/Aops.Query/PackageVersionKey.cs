using System.Globalization;
using System.Text;

namespace Aops.Query;

/// <summary>
/// A key for a package's version: comparing two keys byte by byte gives the order of dpkg (deb-version(7)), which that of rpm
/// and apk follows for usual versions. Versions that are equal in that order (1.0 and 1.00) have the same key.
/// </summary>
/// <remarks>
/// A version is an epoch, what is before its last hyphen, and what is after it; each of these is in turn a text without digits and
/// a number. A number becomes its length in two digits, and its digits; a text becomes its characters and <c>"</c>. A tilde becomes
/// <c>!</c>, which sorts before the end of a text; what is no letter follows a <c>{</c>, which sorts after every letter.
/// </remarks>
public static class PackageVersionKey
{
    private const int DigitsMax = 99;

    /// <summary>The key of a version.</summary>
    /// <param name="version">The version as the package manager writes it; without an epoch it has that of 0.</param>
    public static string Of(string version)
    {
        var key = new StringBuilder(2 * version.Length + 8);
        var colon = version.IndexOf(':', StringComparison.Ordinal);
        var hasEpoch = colon > 0 && version.AsSpan(0, colon).IndexOfAnyExceptInRange('0', '9') < 0;
        AppendNumber(key, hasEpoch ? version.AsSpan(0, colon) : []);
        var rest = hasEpoch ? version.AsSpan(colon + 1) : version.AsSpan();
        var hyphen = rest.LastIndexOf('-');
        AppendParts(key, hyphen < 0 ? rest : rest[..hyphen]);
        AppendParts(key, hyphen < 0 ? "0" : rest[(hyphen + 1)..]);
        return key.ToString();
    }

    private static void AppendParts(StringBuilder key, ReadOnlySpan<char> rest)
    {
        while (true)
        {
            var digit = rest.IndexOfAnyInRange('0', '9');
            AppendText(key, digit < 0 ? rest : rest[..digit]);
            if (digit < 0) break;
            rest = rest[digit..];
            var end = rest.IndexOfAnyExceptInRange('0', '9');
            AppendNumber(key, end < 0 ? rest : rest[..end]);
            rest = end < 0 ? [] : rest[end..];
        }
    }

    private static void AppendText(StringBuilder key, ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (c == '~') key.Append('!');
            else if (char.IsAsciiLetter(c)) key.Append(c);
            else key.Append('{').Append(c);
        }
        key.Append('"');
    }

    // A longer number than any real one is compared by its first digits.
    private static void AppendNumber(StringBuilder key, ReadOnlySpan<char> number)
    {
        var digits = number.TrimStart('0');
        var length = Math.Min(digits.Length, DigitsMax);
        key.Append(CultureInfo.InvariantCulture, $"{length:D2}").Append(digits[..length]);
    }
}
