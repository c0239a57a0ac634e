namespace Aops.CommandLine.Tests;

public sealed class TimeWordTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("15m", 900)]
    [InlineData("1h", 3600)]
    [InlineData("366d", 366 * 86_400)]
    public void Time_IsParsed(string text, long seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), TimeWord.Parse(text, Longest, out _));

    [Theory]
    [InlineData("5", "has no unit: write 5s, 5m, 5h or 5d")]
    [InlineData("400d", "is too long: at most 366d")]
    [InlineData("99999999999999999999s", "is too long: at most 366d")]
    [InlineData("0s", "is no time: the shortest is 1s")]
    [InlineData("", "is not a time such as 90s, 15m, 12h or 7d")]
    [InlineData("soon", "is not a time such as 90s, 15m, 12h or 7d")]
    [InlineData("-5s", "is not a time such as 90s, 15m, 12h or 7d")]
    [InlineData("1.5h", "is not a time such as 90s, 15m, 12h or 7d")]
    [InlineData("1w", "is not a time such as 90s, 15m, 12h or 7d")]
    public void Fault_SaysWhatIsWrong(string text, string fault)
    {
        Assert.Null(TimeWord.Parse(text, Longest, out var told));
        Assert.Equal(fault, told);
    }
}
