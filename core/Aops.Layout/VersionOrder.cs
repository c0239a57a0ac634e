namespace Aops.Layout;

/// <summary>
/// Compares versions: numeric parts by value, text parts by ordinal, a pre-release (after the first <c>-</c>)
/// before its release, build data (after <c>+</c>) ignored; the precedence of semver.org 2.0, item 11, for any
/// number of parts.
/// </summary>
public sealed class VersionOrder : IComparer<string>
{
    /// <summary>The comparer.</summary>
    public static VersionOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        if (x is null || y is null) return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        var (coreX, preX) = Split(x);
        var (coreY, preY) = Split(y);
        var core = CompareParts(coreX, coreY);
        if (core != 0) return core;
        if (preX is null || preY is null) return (preX is null ? 1 : 0) - (preY is null ? 1 : 0);
        return CompareParts(preX, preY);
    }

    private static (string Core, string? Pre) Split(string version)
    {
        var build = version.IndexOf('+', StringComparison.Ordinal);
        if (build >= 0) version = version[..build];
        var dash = version.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (version, null) : (version[..dash], version[(dash + 1)..]);
    }

    private static int CompareParts(string x, string y)
    {
        var partsX = x.Split('.');
        var partsY = y.Split('.');
        for (var i = 0; i < Math.Min(partsX.Length, partsY.Length); i++)
        {
            var part = ComparePart(partsX[i], partsY[i]);
            if (part != 0) return part;
        }
        return partsX.Length.CompareTo(partsY.Length);
    }

    // A name has at most 64 characters, so a number can exceed every integer type: numbers are compared by length,
    // then by digits.
    private static int ComparePart(string x, string y)
    {
        var isNumberX = x.Length > 0 && x.All(char.IsAsciiDigit);
        var isNumberY = y.Length > 0 && y.All(char.IsAsciiDigit);
        if (!isNumberX || !isNumberY)
            return isNumberX != isNumberY ? (isNumberX ? -1 : 1) : string.CompareOrdinal(x, y);
        x = x.TrimStart('0');
        y = y.TrimStart('0');
        return x.Length != y.Length ? x.Length.CompareTo(y.Length) : string.CompareOrdinal(x, y);
    }
}
