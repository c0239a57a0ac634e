using Aops.Rollouts.Strategies;

namespace Aops.Server.Schedules;

/// <summary>
/// The times of a schedule, as crontab of Debian has them where clocks change: a time of day that is skipped is when the clocks
/// go on, and one that comes twice is the first of both; a schedule of every hour follows the hours that there are.
/// </summary>
/// <param name="cron">Minute, hour, day of the month, month and day of the week.</param>
/// <param name="zone">The zone in which they are meant.</param>
internal sealed class ScheduleTimes(CronSchedule cron, TimeZoneInfo zone)
{
    // 29 February of a year that is no leap year comes at most 8 years later.
    private const int HoursAheadMax = 24 * 366 * 9;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The first time after another one, UTC; null where there is none.</summary>
    public DateTimeOffset? FindNext(DateTimeOffset after) => cron.IsEveryHour ? NextOfHours(after) : NextOfDay(after);

    /// <summary>The next times after another one, UTC.</summary>
    public IEnumerable<DateTimeOffset> ListNext(DateTimeOffset after, int count)
    {
        for (var at = FindNext(after); at is { } time && count > 0; at = FindNext(time), count--) yield return time;
    }

    /// <summary>How many times lie after one and not after another; no more than told.</summary>
    public int Count(DateTimeOffset after, DateTimeOffset until, int most)
    {
        var count = 0;
        while (count < most && FindNext(after) is { } next && next <= until) (count, after) = (count + 1, next);
        return count;
    }

    private DateTimeOffset? NextOfHours(DateTimeOffset after)
    {
        var at = new DateTimeOffset(after.UtcTicks - after.UtcTicks % Minute.Ticks, TimeSpan.Zero) + Minute;
        for (var hours = 0; hours < HoursAheadMax;)
        {
            var local = TimeZoneInfo.ConvertTime(at, zone).DateTime;
            if (cron.HasMinute(local)) return at;
            if (cron.HasHour(local))
            {
                at += Minute;
                continue;
            }
            hours++;
            at += TimeSpan.FromMinutes(60 - local.Minute);
        }
        return null;
    }

    private DateTimeOffset? NextOfDay(DateTimeOffset after)
    {
        var local = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        var time = new DateTime(local.Ticks - local.Ticks % Minute.Ticks) + Minute;
        for (var hours = 0; hours < HoursAheadMax && time < DateTime.MaxValue.AddDays(-1);)
        {
            if (cron.HasHour(time))
            {
                if (cron.HasMinute(time) && InstantOf(time) is var at && at > after) return at;
                time += Minute;
                continue;
            }
            hours++;
            time += TimeSpan.FromMinutes(60 - time.Minute);
        }
        return null;
    }

    private DateTimeOffset InstantOf(DateTime local)
    {
        while (zone.IsInvalidTime(local)) local += Minute;
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }
}
