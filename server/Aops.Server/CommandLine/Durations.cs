using System.Globalization;

namespace Aops.Server.CommandLine;

/// <summary>Reads <c>90s</c>, <c>15m</c>, <c>1h</c>, <c>7d</c>.</summary>
internal static class Durations
{
    /// <summary>Parses a duration.</summary>
    /// <returns>The duration, or null for anything but a positive whole number with a unit.</returns>
    public static TimeSpan? Parse(string text)
    {
        if (text.Length < 2 || !int.TryParse(
            text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }
        var life = text[^1] switch
        {
            's' => TimeSpan.FromSeconds((long)number),
            'm' => TimeSpan.FromMinutes((long)number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            _ => TimeSpan.Zero,
        };
        return life > TimeSpan.Zero && life.TotalSeconds <= ServerLimits.EnrolmentTokenSecondsMax ? life : null;
    }
}
