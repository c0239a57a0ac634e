namespace Aops.Hosting.Tests;

public sealed class MemoryWatchTests : IWatchedMemory
{
    private const long MiB = 1024 * 1024;

    private readonly SteppedTime _time = new();
    private readonly MemoryWatch _watch;
    private long _rss = 20 * MiB;
    private long _anonymous = 8 * MiB;
    private int _given;
    private int _codeGiven;

    public MemoryWatchTests() => _watch = new(() => 100 * MiB, _time, this);

    [Fact]
    public void OnceTheStartIsOver_GivesBack_AndThenNoMore()
    {
        Sample(2);
        Assert.Equal(0, _given);

        Sample(1);
        Assert.Equal(1, _given);

        _time.Advance(TimeSpan.FromHours(1));
        Sample(100);
        Assert.Equal(1, _given);
    }

    [Fact]
    public void Grown_GivesBackAgain_ButNotAllTheTime()
    {
        Sample(6);
        _anonymous += 4 * MiB;
        Sample(1);
        Assert.Equal(1, _given);

        _time.Advance(TimeSpan.FromMinutes(1));
        Sample(1);
        Assert.Equal(2, _given);

        // It is needed, then: what is left is the measure from now on.
        _time.Advance(TimeSpan.FromMinutes(5));
        Sample(100);
        Assert.Equal(2, _given);
    }

    [Theory]
    [InlineData(MiB, 1)]
    [InlineData(MiB + 1, 2)]
    public void GrownByMoreThanAMebibyte_GivesBackAgain(long growth, int given)
    {
        Sample(6);
        _time.Advance(TimeSpan.FromMinutes(1));
        _anonymous += growth;

        Sample(1);

        Assert.Equal(given, _given);
    }

    [Fact]
    public void OverTheLimitThreeTimes_IsOverForGood_AndGivesBackBefore()
    {
        Sample(6);
        var given = _given;
        _rss = 101 * MiB;

        Assert.False(_watch.Sample().IsOverForGood);
        Assert.False(_watch.Sample().IsOverForGood);
        Assert.Equal(given + 1, _given);
        Assert.True(_watch.Sample().IsOverForGood);
    }

    [Fact]
    public void UnderTheLimitOnce_CountsAnew()
    {
        _rss = 101 * MiB;
        Sample(2);
        _rss = 99 * MiB;
        Sample(1);
        _rss = 101 * MiB;

        Assert.False(_watch.Sample().IsOverForGood);
        Assert.False(_watch.Sample().IsOverForGood);
        Assert.True(_watch.Sample().IsOverForGood);
    }

    [Fact]
    public void WorkThatWasDone_IsFollowedByGivingBack()
    {
        Sample(6);
        _watch.GiveBackSoon();

        Sample(2);
        Assert.Equal(1, _given);

        Sample(4);
        Assert.Equal(2, _given);
    }

    [Fact]
    public void BeatIsOver_GivesItsCodeBack_ButNotDuringAStartOrWork()
    {
        Sample(2);
        _watch.TrimWhenIdle();
        Assert.Equal(0, _codeGiven);

        Sample(1);
        _watch.TrimWhenIdle();
        Assert.Equal(1, _codeGiven);

        _watch.GiveBackSoon();
        _watch.TrimWhenIdle();
        Sample(2);
        _watch.TrimWhenIdle();
        Assert.Equal(1, _codeGiven);

        Sample(1);
        _watch.TrimWhenIdle();
        Assert.Equal((2, 2), (_given, _codeGiven));
    }

    (long ResidentBytes, long AnonymousBytes) IWatchedMemory.Read() => (_rss, _anonymous);

    void IWatchedMemory.Trim() => _given++;

    void IWatchedMemory.GiveBackCode() => _codeGiven++;

    private void Sample(int times)
    {
        for (var i = 0; i < times; i++) _watch.Sample();
    }

    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan by) => _ticks += by.Ticks;
    }
}
