using Aops.Rollouts.Strategies;
using Aops.Server.Schedules;

namespace Aops.Server.Tests.Schedules;

/// <summary>The times of schedules, where clocks change too.</summary>
public sealed class ScheduleTimesTests
{
    // In Berlin the clocks go from 2 to 3 on 2026-03-29 (01:00 UTC), and from 3 to 2 on 2026-10-25 (01:00 UTC).
    [Theory]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-03-27T12:00Z", "03-28 01:30, 03-29 01:00, 03-30 00:30")]
    [InlineData("30 2 * * *", "Europe/Berlin", "2026-10-23T12:00Z", "10-24 00:30, 10-25 00:30, 10-26 01:30")]
    [InlineData("0 3 * * *", "Europe/Berlin", "2026-03-28T12:00Z", "03-29 01:00, 03-30 01:00, 03-31 01:00")]
    [InlineData("0,30 2,3 * * *", "Europe/Berlin", "2026-03-29T00:30Z", "03-29 01:00, 03-29 01:30, 03-30 00:00")]
    [InlineData("0 2 * * *", "Europe/Berlin", "2026-10-25T00:00Z", "10-26 01:00, 10-27 01:00, 10-28 01:00")]
    [InlineData("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:20Z", "03-29 00:30, 03-29 01:00, 03-29 01:30")]
    [InlineData("30 * * * *", "Europe/Berlin", "2026-10-25T00:00Z", "10-25 00:30, 10-25 01:30, 10-25 02:30")]
    [InlineData("15 * * * *", "Asia/Kathmandu", "2026-01-01T00:00Z", "01-01 00:30, 01-01 01:30, 01-01 02:30")]
    // Lord Howe Island goes on by 30 minutes: 02:00 is 02:30 on 2026-10-04 (2026-10-03 15:30 UTC).
    [InlineData("10 2 * * *", "Australia/Lord_Howe", "2026-10-02T00:00Z", "10-02 15:40, 10-03 15:30, 10-04 15:10")]
    [InlineData("0 12 29 2 *", "UTC", "2026-01-01T00:00Z", "02-29 12:00, 02-29 12:00, 02-29 12:00")]
    [InlineData("0 0 1 * 1", "UTC", "2026-06-02T00:00Z", "06-08 00:00, 06-15 00:00, 06-22 00:00")]
    [InlineData("0 3 * * *", "America/New_York", "2026-03-07T09:00Z", "03-08 07:00, 03-09 07:00, 03-10 07:00")]
    public void Next_IsOnce_WhateverTheClocksDo(string cron, string zone, string after, string expected)
    {
        var times = new ScheduleTimes(CronSchedule.Parse(cron), TimeZoneInfo.FindSystemTimeZoneById(zone));

        var next = times.ListNext(DateTimeOffset.Parse(after), 3).ToList();

        Assert.Equal(expected, string.Join(", ", next.Select(time => time.ToString("MM-dd HH:mm"))));
        Assert.Equal(next.Order(), next);
        Assert.All(next, time => Assert.Equal(TimeSpan.Zero, time.Offset));
    }

    [Fact]
    public void Never_IsKnown()
    {
        var times = new ScheduleTimes(CronSchedule.Parse("0 0 30 2 *"), TimeZoneInfo.Utc);

        Assert.Null(times.FindNext(DateTimeOffset.UnixEpoch));
        Assert.Empty(times.ListNext(DateTimeOffset.UnixEpoch, 5));
    }

    [Fact]
    public void MissedTimes_AreCounted_UpToABound()
    {
        var times = new ScheduleTimes(CronSchedule.Parse("0 * * * *"), TimeZoneInfo.Utc);
        var start = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        Assert.Equal(0, times.Count(start, start.AddMinutes(59), 1000));
        Assert.Equal(1, times.Count(start, start.AddMinutes(60), 1000));
        Assert.Equal(24, times.Count(start, start.AddDays(1), 1000));
        Assert.Equal(1000, times.Count(start, start.AddDays(90), 1000));
    }

    // Every time of a year is told once and in order, and none of a day is left out but by a jump of the clocks.
    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/Santiago")]
    [InlineData("Australia/Lord_Howe")]
    [InlineData("Africa/Casablanca")]
    public void Year_HasOneTimeForEachDay(string name)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(name);
        for (var hour = 0; hour < 24; hour++)
        {
            var times = new ScheduleTimes(CronSchedule.Parse($"20 {hour} * * *"), zone);
            var start = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
            var days = times.ListNext(start, 364).Select(time => TimeZoneInfo.ConvertTime(time, zone).Date).ToList();

            Assert.Equal(364, days.Distinct().Count());
            Assert.Equal(days[0].AddDays(363), days[^1]);
        }
    }
}
