namespace Aops.Rollouts.Strategies;

/// <summary>
/// Times at which hosts may be ordered. A window that was missed waits for the next one: nothing is made up for. What is
/// in flight when it closes goes on.
/// </summary>
/// <remarks>A start within the hour that a change of clocks skips is missed.</remarks>
/// <param name="Start">When it opens, in its zone.</param>
/// <param name="Length">How long it is open, 1 minute to 7 days.</param>
/// <param name="Zone">Its zone by the name of the tz database; null: that of each host.</param>
public sealed record MaintenanceWindow(CronSchedule Start, TimeSpan Length, string? Zone)
{
    private const int HoursAheadMax = 24 * 366 * 8;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The longest one.</summary>
    public static TimeSpan LengthMax { get; } = TimeSpan.FromDays(7);

    /// <summary>What is wrong with it, as a sentence; null for nothing.</summary>
    public string? Fault
    {
        get
        {
            if (Length < Minute || Length > LengthMax)
                return $"A window is open for 1 minute to {LengthMax.TotalDays} days.";
            if (Zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(Zone, out _))
                return $"The zone '{Zone}' is not in the tz database of the server.";
            return FindNext(DateTimeOffset.UnixEpoch, hostZone: null) is null
                ? $"'{Start.Text}' is never: the window would not open."
                : null;
        }
    }

    /// <summary>Whether it is open.</summary>
    /// <param name="at">The time, UTC.</param>
    /// <param name="hostZone">The zone of the host; null or unknown: UTC.</param>
    public bool IsOpen(DateTimeOffset at, string? hostZone)
    {
        var zone = FindZone(Zone ?? hostZone);
        for (var start = Floor(at); at - start < Length;)
        {
            var local = TimeZoneInfo.ConvertTime(start, zone).DateTime;
            if (Start.HasMinute(local)) return true;
            start -= Start.HasHour(local) ? Minute : TimeSpan.FromMinutes(local.Minute + 1);
        }
        return false;
    }

    /// <summary>When it opens next, UTC; the time itself if it is open; null where it never does.</summary>
    /// <param name="at">The time, UTC.</param>
    /// <param name="hostZone">The zone of the host; null or unknown: UTC.</param>
    public DateTimeOffset? FindNext(DateTimeOffset at, string? hostZone)
    {
        if (IsOpen(at, hostZone)) return at;
        var zone = FindZone(Zone ?? hostZone);
        var start = Floor(at) + Minute;
        for (var hours = 0; hours < HoursAheadMax;)
        {
            var local = TimeZoneInfo.ConvertTime(start, zone).DateTime;
            if (Start.HasMinute(local)) return start;
            if (!Start.HasHour(local)) hours++;
            start += Start.HasHour(local) ? Minute : TimeSpan.FromMinutes(60 - local.Minute);
        }
        return null;
    }

    private static DateTimeOffset Floor(DateTimeOffset at) =>
        new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero);

    private static TimeZoneInfo FindZone(string? name) =>
        name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
}
