using System.Globalization;

namespace Aops.Hosting.Settings;

/// <summary>
/// Durations and sizes in their written form: <c>500ms</c>, <c>10s</c>, <c>5m</c>, <c>1h</c>, <c>1d</c>;
/// <c>64MiB</c>, <c>1GB</c>.
/// </summary>
public static class Quantity
{
    private static readonly (string Unit, double Factor)[] Times =
        [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];

    private static readonly (string Unit, double Factor)[] Sizes =
    [
        ("KiB", 1024), ("MiB", 1024 * 1024), ("GiB", 1024L * 1024 * 1024),
        ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("B", 1), ("", 1),
    ];

    /// <summary>Parses a duration; a unit is required unless the number is 0.</summary>
    /// <returns>The duration, or null if the text is invalid.</returns>
    public static TimeSpan? TryDuration(string text) =>
        text == "0" ? TimeSpan.Zero
        : TryRead(text, Times) is { } seconds && seconds < TimeSpan.MaxValue.TotalSeconds
                ? TimeSpan.FromSeconds(seconds)
        : null;

    /// <summary>Parses a size; a number without a unit is in bytes.</summary>
    /// <returns>The size in bytes, or null if the text is invalid.</returns>
    public static long? TrySize(string text) =>
        TryRead(text, Sizes) is { } bytes && bytes < long.MaxValue ? (long)bytes : null;

    /// <summary>Formats a duration in the greatest unit without a fraction.</summary>
    public static string Format(TimeSpan time)
    {
        var (unit, factor) = Times.Last(u => u.Factor <= 0.001 || Math.Abs(time.TotalSeconds % u.Factor) < 1e-9
            && time.TotalSeconds >= u.Factor);
        return string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds / factor:0.###}{unit}");
    }

    /// <summary>Formats a size in the greatest unit without a fraction.</summary>
    /// <param name="bytes">The size in bytes.</param>
    public static string Format(long bytes)
    {
        if (bytes == 0) return "0";
        var (unit, factor) = Sizes.Take(3).LastOrDefault(u => bytes % u.Factor == 0, ("B", 1));
        return string.Create(CultureInfo.InvariantCulture, $"{bytes / factor:0}{unit}");
    }

    private static double? TryRead(string text, (string Unit, double Factor)[] units)
    {
        var digits = text.AsSpan().IndexOfAnyExcept("0123456789.") is var end && end < 0 ? text.Length : end;
        var unit = text[digits..];
        foreach (var (name, factor) in units)
        {
            if (name == unit && double.TryParse(
                text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return number * factor;
            }
        }
        return null;
    }
}
