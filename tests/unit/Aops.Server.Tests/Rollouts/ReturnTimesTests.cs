using Aops.Server.Rollouts;

namespace Aops.Server.Tests.Rollouts;

/// <summary>When a host that is away is expected back.</summary>
public sealed class ReturnTimesTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Theory]
    // Away for 1, 2 and 9 hours before.
    [InlineData("-0 +1 -10 +12 -20 +29 -40", 40, 2.0)]
    [InlineData("-0 +1 -10 +12 -20 +29 -40", 41.5, 7.5)]
    [InlineData("-0 +1 -10 +12 -20 +29 -40", 50, null)]
    [InlineData("-0 +1 -10 +12 -20 +29", 50, null)]
    [InlineData("-40", 41, null)]
    [InlineData("", 41, null)]
    // Two servers told of the same absence, and its beginning is not known.
    [InlineData("+5 -10 -11 +20 -30", 31, 9.0)]
    public void Return_IsAfterTheMedianOfLongerAbsences(string changes, double now, double? hours)
    {
        var told = changes.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(word => (word[0] == '+', At(double.Parse(word[1..], System.Globalization.CultureInfo.InvariantCulture)))).ToList();

        Assert.Equal(hours, ReturnTimes.Expect(told, At(now))?.TotalHours);
    }

    private static DateTimeOffset At(double hours) => Start + TimeSpan.FromHours(hours);
}
