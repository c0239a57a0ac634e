using System.Globalization;

namespace Aops.CommandLine;

/// <summary>A time on a command line: a whole number with a unit, <c>90s</c>, <c>15m</c>, <c>1h</c> or <c>7d</c>.</summary>
public static class TimeWord
{
    private const string Units = "smhd";

    /// <summary>Parses a time.</summary>
    /// <param name="text">The word.</param>
    /// <param name="longest">The longest time that is taken.</param>
    /// <param name="fault">A clause without its subject, if null is returned.</param>
    /// <returns>The time, more than zero; null for anything else.</returns>
    public static TimeSpan? Parse(string text, TimeSpan longest, out string fault)
    {
        var digits = text.TakeWhile(char.IsAsciiDigit).Count();
        var unit = text[digits..];
        fault = "";
        if (digits == 0 || !(unit.Length == 0 || (unit.Length == 1 && Units.Contains(unit[0]))))
            fault = "is not a time such as 90s, 15m, 12h or 7d";
        else if (unit.Length == 0)
            fault = $"has no unit: write {text}s, {text}m, {text}h or {text}d";
        else if (text.AsSpan(0, digits).TrimStart('0').IsEmpty)
            fault = "is no time: the shortest is 1s";
        else if (!long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > longest.TotalSeconds / SecondsOf(unit[0]))
        {
            fault = $"is too long: at most {Format(longest)}";
        }
        else
        {
            return TimeSpan.FromSeconds(number * SecondsOf(unit[0]));
        }
        return null;
    }

    /// <summary>A time in its largest whole unit.</summary>
    public static string Format(TimeSpan time)
    {
        var seconds = (long)time.TotalSeconds;
        foreach (var unit in Units.Reverse())
        {
            var (count, rest) = Math.DivRem(seconds, SecondsOf(unit));
            if (rest == 0) return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
        }
        return string.Create(CultureInfo.InvariantCulture, $"{seconds}s");
    }

    private static long SecondsOf(char unit) => unit switch { 's' => 1, 'm' => 60, 'h' => 3600, _ => 86_400 };
}
