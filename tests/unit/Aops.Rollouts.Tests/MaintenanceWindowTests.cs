using System.Globalization;
using Aops.Rollouts.Strategies;

namespace Aops.Rollouts.Tests;

public sealed class MaintenanceWindowTests
{
    [Theory]
    [InlineData("30 2 * * *", "2026-03-02T02:30", true)]
    [InlineData("30 2 * * *", "2026-03-02T02:31", false)]
    [InlineData("*/15 8-10 * * 1-5", "2026-03-02T09:45", true)]
    [InlineData("*/15 8-10 * * 1-5", "2026-03-01T09:45", false)]
    [InlineData("0 0 1,15 * *", "2026-03-15T00:00", true)]
    [InlineData("0 0 13 * 5", "2026-03-06T00:00", true)]
    [InlineData("0 0 13 * 5", "2026-03-13T00:00", true)]
    [InlineData("0 0 13 * 5", "2026-03-14T00:00", false)]
    [InlineData("0 0 * * 7", "2026-03-01T00:00", true)]
    [InlineData("0 0 * * 5-7", "2026-03-01T00:00", true)]
    [InlineData("5/20 0 * * *", "2026-03-01T00:45", true)]
    public void Schedule_HasItsMinutes(string schedule, string local, bool isIn) =>
        Assert.Equal(isIn, CronSchedule.Parse(schedule).HasMinute(DateTime.Parse(local, CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("0 0 * *", "4 fields")]
    [InlineData("60 0 * * *", "'60' is no minute: 0 to 59.")]
    [InlineData("0 5-3 * * *", "ends before it begins")]
    [InlineData("*/0 * * * *", "'0' is no step")]
    [InlineData("0 0 0 * *", "day of the month")]
    [InlineData("a * * * *", "'a' is no minute")]
    [InlineData("1,,2 * * * *", "'' is no minute")]
    [InlineData("-1 * * * *", "'' is no minute")]
    [InlineData("0 0 * 13 *", "month")]
    public void Schedule_SaysWhatIsWrong(string schedule, string part) =>
        Assert.Contains(part, Assert.Throws<FormatException>(() => CronSchedule.Parse(schedule)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("2026-03-02T21:59:59Z", false)]
    [InlineData("2026-03-02T22:00:00Z", true)]
    [InlineData("2026-03-03T01:59:59Z", true)]
    [InlineData("2026-03-03T02:00:00Z", false)]
    public void Window_IsOpenForItsLength(string at, bool isOpen) =>
        Assert.Equal(isOpen, Window("0 22 * * *", 4, "UTC").IsOpen(At(at), hostZone: null));

    [Theory]
    [InlineData("Europe/Berlin", "2026-07-01T20:00:00Z", true)]
    [InlineData("Europe/Berlin", "2026-01-01T20:00:00Z", false)]
    [InlineData("Asia/Tokyo", "2026-07-01T13:30:00Z", true)]
    [InlineData("No/Such", "2026-07-01T22:30:00Z", true)]
    public void Window_WithoutAZone_IsThatOfTheHost(string zone, string at, bool isOpen) =>
        Assert.Equal(isOpen, Window("0 22 * * *", 1, zone: null).IsOpen(At(at), zone));

    [Theory]
    [InlineData("0 22 * * *", "2026-03-02T08:07:11Z", "2026-03-02T22:00:00Z")]
    [InlineData("0 22 * * *", "2026-03-02T22:30:00Z", "2026-03-02T22:30:00Z")]
    [InlineData("0 3 1 1 *", "2026-03-02T08:00:00Z", "2027-01-01T03:00:00Z")]
    [InlineData("0 3 29 2 *", "2026-03-02T08:00:00Z", "2028-02-29T03:00:00Z")]
    public void Window_OpensNext(string schedule, string at, string next) =>
        Assert.Equal(At(next), Window(schedule, 1, "UTC").FindNext(At(at), hostZone: null));

    [Fact]
    public void Window_ThatIsNever_HasNoNext() =>
        Assert.Null(Window("0 0 31 2 *", 1, "UTC").FindNext(At("2026-03-02T08:00:00Z"), hostZone: null));

    // 2026-03-29, 02:00 is 03:00 in Berlin: the start is missed, and the next one is the day after.
    [Fact]
    public void Window_InASkippedHour_WaitsForTheNextOne() => Assert.Equal(
        At("2026-03-30T00:30:00Z"), Window("30 2 * * *", 1, "Europe/Berlin").FindNext(At("2026-03-28T12:00:00Z"), null));

    private static MaintenanceWindow Window(string schedule, int hours, string? zone) =>
        new(CronSchedule.Parse(schedule), TimeSpan.FromHours(hours), zone);

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
