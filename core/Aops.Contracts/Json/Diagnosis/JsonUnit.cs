using System.Globalization;

namespace Aops.Contracts.Json.Diagnosis;

/// <summary>
/// Units of numbers: members carry theirs in the name. A value that was written with a unit, such as <c>128MiB</c>, is
/// converted for the sentence that refuses it.
/// </summary>
internal static class JsonUnit
{
    private static readonly (string Part, string Unit)[] Units =
    [
        ("Milliseconds", "milliseconds"), ("Seconds", "seconds"), ("Bytes", "bytes"), ("Percent", "percent"),
    ];

    private static readonly Dictionary<string, (string Unit, long Factor)> Suffixes =
        new(StringComparer.OrdinalIgnoreCase)
    {
        ["%"] = ("percent", 1),
        ["b"] = ("bytes", 1),
        ["k"] = ("bytes", 1L << 10), ["kib"] = ("bytes", 1L << 10), ["kb"] = ("bytes", 1000),
        ["mib"] = ("bytes", 1L << 20), ["mb"] = ("bytes", 1_000_000),
        ["g"] = ("bytes", 1L << 30), ["gib"] = ("bytes", 1L << 30), ["gb"] = ("bytes", 1_000_000_000),
        ["ms"] = ("milliseconds", 1), ["s"] = ("milliseconds", 1000), ["h"] = ("milliseconds", 3_600_000),
    };

    /// <summary>The unit of a member; null for none.</summary>
    internal static string? Of(string path)
    {
        var name = path[(path.LastIndexOf('.') + 1)..];
        return Units.FirstOrDefault(unit => name.Contains(unit.Part, StringComparison.OrdinalIgnoreCase)).Unit;
    }

    /// <summary>What a text with a unit is in the unit of a member; null if that is no whole number.</summary>
    internal static long? Convert(string path, string text)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var culture = CultureInfo.InvariantCulture;
        if (!long.TryParse(text.AsSpan(0, digits), NumberStyles.None, culture, out var number)) return null;
        var suffix = text[digits..].Trim();
        if (suffix.Length == 0) return number;
        var unit = Of(path);
        // A mebibyte or a minute.
        var (kind, factor) = suffix is "m" or "M"
            ? unit == "bytes" ? ("bytes", 1L << 20) : ("milliseconds", 60_000L)
            : Suffixes.GetValueOrDefault(suffix);
        if (unit is null || number > long.MaxValue / Math.Max(1, factor)) return null;
        if (kind == unit) return number * factor;
        var milliseconds = number * factor;
        return kind == "milliseconds" && unit == "seconds" && milliseconds % 1000 == 0 ? milliseconds / 1000 : null;
    }
}
