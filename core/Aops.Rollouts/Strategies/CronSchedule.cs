using System.Globalization;

namespace Aops.Rollouts.Strategies;

/// <summary>
/// The starts of a window: minute, hour, day of the month, month and day of the week, as crontab(5) has them: <c>*</c>,
/// numbers, ranges, lists and steps; 0 and 7 are Sunday. Where both days are restricted, one of them is enough.
/// </summary>
public sealed record CronSchedule
{
    private static readonly (string Name, int Least, int Greatest)[] Fields =
        [("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("day of the week", 0, 7)];

    private readonly ulong[] _bits;

    private CronSchedule(string text, ulong[] bits)
    {
        Text = text;
        _bits = bits;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it takes every hour of a day.</summary>
    public bool IsEveryHour => _bits[1] == (1UL << 24) - 1;

    private bool IsAnyDay => !Text.Split(' ')[2].StartsWith('*') && !Text.Split(' ')[4].StartsWith('*');

    /// <summary>Reads a schedule.</summary>
    /// <param name="text">Five fields, one space between two of them.</param>
    /// <exception cref="FormatException">What is wrong, as a sentence.</exception>
    public static CronSchedule Parse(string text)
    {
        var parts = text.Split(' ');
        if (parts.Length != Fields.Length) throw new FormatException($"'{text}' has {parts.Length} fields and not 5.");
        var bits = new ulong[Fields.Length];
        for (var i = 0; i < parts.Length; i++)
            foreach (var item in parts[i].Split(',')) bits[i] |= ReadItem(item, Fields[i]);
        // Sunday has two numbers.
        if ((bits[4] & 1UL << 7) != 0) bits[4] |= 1;
        return new CronSchedule(text, bits);
    }

    /// <summary>Whether a window starts in the hour of a local time.</summary>
    public bool HasHour(DateTime local) => Has(1, local.Hour) && Has(3, local.Month) && HasDay(local);

    /// <summary>Whether a window starts in the minute of a local time.</summary>
    public bool HasMinute(DateTime local) => Has(0, local.Minute) && HasHour(local);

    private bool HasDay(DateTime local)
    {
        var (month, week) = (Has(2, local.Day), Has(4, (int)local.DayOfWeek));
        return IsAnyDay ? month || week : month && week;
    }

    private bool Has(int field, int value) => (_bits[field] & 1UL << value) != 0;

    private static ulong ReadItem(string item, (string Name, int Least, int Greatest) field)
    {
        var (range, step) = Cut(item, '/');
        var (first, last) = range == "*" ? ($"{field.Least}", $"{field.Greatest}") : Cut(range, '-');
        var from = ReadNumber(first, field);
        var to = last is not null ? ReadNumber(last, field) : step is null ? from : field.Greatest;
        if (to < from) throw new FormatException($"'{item}' ends before it begins ({field.Name}).");
        var by = 1;
        var isStep = step is null || int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out by);
        if (!isStep || by < 1)
            throw new FormatException($"'{step}' is no step ({field.Name}).");
        var bits = 0UL;
        for (var value = from; value <= to; value += by) bits |= 1UL << value;
        return bits;
    }

    private static int ReadNumber(string text, (string Name, int Least, int Greatest) field) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= field.Least && value <= field.Greatest
            ? value
            : throw new FormatException($"'{text}' is no {field.Name}: {field.Least} to {field.Greatest}.");

    private static (string Before, string? After) Cut(string text, char at)
    {
        var index = text.IndexOf(at, StringComparison.Ordinal);
        return index < 0 ? (text, null) : (text[..index], text[(index + 1)..]);
    }
}
