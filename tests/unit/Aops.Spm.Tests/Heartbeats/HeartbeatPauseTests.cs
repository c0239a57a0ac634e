namespace Aops.Spm.Tests.Heartbeats;

/// <summary>When the next heartbeat follows: each answer with the pause after it, in seconds, at an interval of 30 s.</summary>
public sealed class HeartbeatPauseTests
{
    [Theory]
    // Failures double the pause up to two intervals; an acceptance ends the row of them.
    [InlineData("503:1 503:2 503:4 503:8 503:16 503:32 503:60 503:60")]
    [InlineData("503:1 lost:2 page:4 late:8")]
    [InlineData("503:1 503:2 200:0 503:1 503:2")]
    // What the server asks for counts where it is longer than the own pause, a tenth is added, 300 s are the most.
    [InlineData("503/90:99 429/1:2 503/100000:330")]
    [InlineData("slow20:22 slow0:0 slow86400:330")]
    // Accepted, held until the interval is nearly over, and sent again.
    [InlineData("200:0 200@30:0 200@30:0 200@30:0 200@30:0 200@30:0")]
    // A server that does not hold: from the third early answer on, up to the interval.
    [InlineData("200:0 200:0 200:0 200:0.25 200:0.5 200:1 200:2 200:4 200:8 200:16 200:30 200:30")]
    [InlineData("200:0 200@14:0 200@14:0 200@14:0.25 200@15:0 200:0 200:0 200:0.25")]
    // An early answer with news is none of these.
    [InlineData("200:0 200:0 200:0 desired:0 200:0 200:0 200:0.25")]
    // News in each answer: twenty follow at once, then two a second.
    [InlineData("desired:0 desired:0 desired:0 desired:0 desired:0 desired:0 desired:0 desired:0 desired:0 desired:0 "
        + "desired:0 desired:0 desired:0 desired:0 desired:0 desired:0 desired:0 desired:0 desired:0 desired:0.505 "
        + "desired:0.5 desired:0.5")]
    public async Task Answers_ArePausedAfter(string row)
    {
        await using var bench = await new HeartbeatBench().StartAsync();

        Assert.Equal(row, await bench.PlayAsync(row));
    }

    [Theory]
    [InlineData("5s", "503:1 503:2 503:4 503:8 503:10 503:10")]
    [InlineData("1h", "503:1 503:2 503:4 503:8 503:16 503:32 503:64 503:128 503:256 503:300")]
    [InlineData("1h", "200:0 200:0 200:0 200:0.25 200@1799:0.5 200@1800:0")]
    public async Task Bounds_FollowTheInterval(string interval, string row)
    {
        await using var bench = await new HeartbeatBench($"heartbeatInterval: {interval}\n").StartAsync();

        Assert.Equal(row, await bench.PlayAsync(row));
    }
}
