using Aops.LogTail.Sinks;
using Aops.LogTail.Spooling;
using Aops.LogTail.Tests.Support;
using Aops.TestSupport;

namespace Aops.LogTail.Tests;

/// <summary>What the sender makes of a receiver's answers.</summary>
public sealed class SenderTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly Spool _spool;
    private readonly StringWriter _log = new();

    public SenderTests() => _spool = Spool.Open(_folder.Path, 8 * 1024 * 1024, _clock);

    public void Dispose()
    {
        _spool.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Acknowledged_MovesOn()
    {
        _spool.Append(_clock, 2, "a", "b");
        using var sink = new FakeSink(_ => new SinkOutcome.Sent());
        var sender = await RunUntilEmptyAsync(sink);
        Assert.True(sender.IsDelivering);
        Assert.Equal((2, 1), (_spool.Delivery.Now.SentLines, _spool.Delivery.Now.SentBatches));
    }

    [Fact]
    public async Task Failed_IsTriedAgainWithTheSameNumbers_AfterWhatTheReceiverAsks()
    {
        _spool.Append(_clock, 2, "a", "b");
        var fails = 3;
        using var sink = new FakeSink(_ => fails-- > 0
            ? new SinkOutcome.Failed("it answers 503", TimeSpan.FromSeconds(90)) : new SinkOutcome.Sent());
        var waits = new List<TimeSpan>();
        var sender = await RunUntilEmptyAsync(sink, () => waits.Add(_clock.NextWait!.Value));
        Assert.Equal(4, sink.Batches.Count);
        Assert.Single(sink.Batches.Select(batch => (batch.FirstSeq, batch.LastSeq)).Distinct());
        Assert.Equal(3, sender.Retries);
        Assert.Equal(3, waits.Count(wait => wait == TimeSpan.FromSeconds(90)));
        Assert.Null(sender.Fault);
        Assert.Single(_log.ToString().Split('\n'), line => line.Contains("takes no lines", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TooLarge_IsSplit_UntilItFits_AndASingleLineThatDoesNotIsCounted()
    {
        _spool.Append(_clock, 9, [.. Enumerable.Range(1, 9).Select(i => i == 5 ? new string('x', 900) : $"{i}")]);
        var taken = new List<long>();
        using var sink = new FakeSink(batch =>
        {
            if (batch.Bytes.Length > 400) return new SinkOutcome.TooLarge();
            for (var seq = batch.FirstSeq; seq <= batch.LastSeq; seq++) taken.Add(seq);
            return new SinkOutcome.Sent();
        });
        await RunUntilEmptyAsync(sink);
        Assert.Equal([1, 2, 3, 4, 6, 7, 8, 9], taken);
        Assert.Equal(1, _spool.Delivery.Now.Dropped["http-413"]);
    }

    [Fact]
    public async Task Refused_IsDroppedAndCounted_AndToldOnceSomethingIsTaken()
    {
        _spool.Append(_clock, 2, "a", "b");
        var isRefused = true;
        using var sink = new FakeSink(_ => isRefused ? new SinkOutcome.Refused("http-400", "it answers 400") : new SinkOutcome.Sent());
        var sender = await RunUntilEmptyAsync(sink);
        Assert.Equal(2, _spool.Delivery.Now.Dropped["http-400"]);
        Assert.False(sender.IsDelivering);
        Assert.Contains("it answers 400", sender.Fault, StringComparison.Ordinal);
        Assert.Equal((1, 2), (_spool.Delivery.Now.Untold["http-400"].FirstSeq, _spool.Delivery.Now.Untold["http-400"].LastSeq));
        isRefused = false;
        _spool.Append(_clock, 3, "c");
        Assert.True((await RunUntilEmptyAsync(sink)).IsDelivering);
    }

    [Fact]
    public async Task FewLines_WaitForMore_NoLongerThanTheirLinger()
    {
        _spool.Append(_clock, 1, "a");
        using var sink = new FakeSink(_ => new SinkOutcome.Sent()) { Linger = TimeSpan.FromSeconds(5) };
        var sender = new Sender(_spool, sink, _clock, _log);
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => sender.RunAsync(stop.Token));
        await Eventually.HoldsAsync(() => _clock.NextWait is not null);
        _spool.Append(_clock, 2, "b");
        _clock.Advance(TimeSpan.FromSeconds(5));
        await Eventually.HoldsAsync(() => _spool.WaitingLines == 0);
        await stop.CancelAsync();
        await running;
        Assert.Equal(2, Assert.Single(sink.Batches).Lines);
    }

    [Fact]
    public async Task Drain_EndsAtTheFirstFailure()
    {
        _spool.Append(_clock, 1, "a");
        using var sink = new FakeSink(_ => new SinkOutcome.Failed("away"));
        await new Sender(_spool, sink, _clock, _log).DrainAsync(TimeSpan.FromSeconds(3));
        Assert.Single(sink.Batches);
        Assert.Equal(1, _spool.WaitingLines);
    }

    // The clock is moved over each wait.
    private async Task<Sender> RunUntilEmptyAsync(FakeSink sink, Action? onWait = null)
    {
        var sender = new Sender(_spool, sink, _clock, _log);
        using var stop = new CancellationTokenSource();
        var running = Task.Run(() => sender.RunAsync(stop.Token));
        await Eventually.HoldsAsync(() =>
        {
            if (_spool.WaitingLines == 0) return true;
            if (_clock.NextWait is { } wait)
            {
                onWait?.Invoke();
                _clock.Advance(wait);
            }
            return false;
        });
        await Eventually.HoldsAsync(() => sender.OldestWaiting is null);
        await stop.CancelAsync();
        await running;
        return sender;
    }
}
