using Aops.Native.Processes;

namespace Aops.Pair.Tests;

public sealed class RestartThrottleTests
{
    private static readonly PeerEnd Crash = new(TimeSpan.FromSeconds(1), true, new ChildExit(3, null));
    private static readonly PeerEnd Killed = new(TimeSpan.FromSeconds(1), true, new ChildExit(null, Signal.SIGKILL));

    private static RestartThrottle Make(double random = 0.999) => new(new RestartThrottleRules(), () => random);

    [Fact]
    public void FirstCrash_IsAnsweredAtOnce() =>
        Assert.Equal(TimeSpan.Zero, Make().Next(Crash, TimeSpan.Zero));

    [Fact]
    public void YoungCrashes_WaitLongerUpToTheBound()
    {
        var damping = Make();
        var waits = Enumerable.Range(0, 12).Select(i => damping.Next(Crash, TimeSpan.FromSeconds(i))).ToList();

        double[] expected = [0, 100, 200, 400, 800, 1600, 3200, 5000, 5000];
        Assert.Equal(expected, waits.Take(9).Select(w => Math.Round(w.TotalMilliseconds / 10) * 10));
        Assert.All(waits, w => Assert.True(w <= TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void Jitter_IsFull()
    {
        var damping = Make(random: 0);
        for (var i = 0; i < 20; i++) Assert.Equal(TimeSpan.Zero, damping.Next(Crash, TimeSpan.Zero));
    }

    [Fact]
    public void LongLife_BeginsTheCountAnew()
    {
        var damping = Make();
        for (var i = 0; i < 5; i++) damping.Next(Crash, TimeSpan.Zero);

        Assert.Equal(TimeSpan.Zero, damping.Next(Crash with { Lived = TimeSpan.FromMinutes(1) }, TimeSpan.Zero));
    }

    [Fact]
    public void HundredKillsInARow_AreAnsweredAtOnce()
    {
        var damping = Make();
        for (var i = 0; i < 100; i++)
            Assert.Equal(TimeSpan.Zero, damping.Next(Killed, TimeSpan.FromMilliseconds(150 * i)));
    }

    [Fact]
    public void EndlessKills_AreSlowedDown_AndRecover()
    {
        var damping = Make();
        var waits = Enumerable.Range(0, 200).Select(_ => damping.Next(Killed, TimeSpan.Zero)).ToList();

        Assert.True(waits[^1] > TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, damping.Next(Killed, TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData(0, null, true, false)]
    [InlineData(0, null, false, true)]
    [InlineData(75, null, false, true)]
    [InlineData(null, Signal.SIGSEGV, true, true)]
    [InlineData(null, Signal.SIGKILL, false, false)]
    [InlineData(null, null, true, false)]
    [InlineData(null, null, false, true)]
    public void OwnDoing_IsToldFromOthers(int? code, int? signal, bool hasAnswered, bool isOwn) =>
        Assert.Equal(isOwn, new PeerEnd(TimeSpan.Zero, hasAnswered, new ChildExit(code, signal)).EndedByItself);
}
