using Aops.LogTail.Files;
using Aops.LogTail.Pacing;
using Aops.LogTail.Settings;
using Aops.LogTail.Sinks;
using Aops.LogTail.Spooling;
using Aops.LogTail.Tests.Support;
using Aops.TestSupport;

namespace Aops.LogTail.Tests;

/// <summary>From file to spool, with a disk that fails.</summary>
public sealed class PumpTests : IDisposable
{
    private readonly Folder _folder = new();
    private readonly Folder _logs = new();
    private readonly ManualClock _clock = new();
    private readonly StringWriter _log = new();

    public void Dispose()
    {
        _folder.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task SpoolThatCannotBeWritten_HoldsReadingUp_AndLosesNothing()
    {
        using var spool = Spool.Open(_folder["spool"], 8 * 1024 * 1024, _clock);
        var pump = Pump(spool, out _, out var source);
        using var held = source;
        using var stop = new CancellationTokenSource();
        Directory.Delete(_folder["spool"], recursive: true);
        _logs.Append("a.log", "1", "2");
        var running = Task.Run(() => pump.RunAsync(stop.Token));
        await Eventually.HoldsAsync(() => pump.Fault is not null);
        Assert.Contains("nothing is read, next try within", pump.Fault, StringComparison.Ordinal);
        for (var i = 0; i < 5; i++) await PassAsync();
        _logs.Append("a.log", "3");
        Directory.CreateDirectory(_folder["spool"]);
        await Eventually.HoldsAsync(() =>
        {
            if (_clock.NextWait is { } wait) _clock.Advance(wait);
            return spool.NextSeq == 4;
        });
        await stop.CancelAsync();
        await running;
        Assert.Null(pump.Fault);
        Assert.Equal(["1", "2", "3"], spool.Drain().Select(line => line.Message));
        // Growing pauses: a fault is no loop that spins, and it is logged once.
        Assert.Single(_log.ToString().Split('\n'), line => line.Contains("cannot be written", StringComparison.Ordinal));

        async Task PassAsync()
        {
            await Eventually.HoldsAsync(() => _clock.NextWait is not null);
            _clock.Advance(_clock.NextWait!.Value);
        }
    }

    [Fact]
    public async Task DropsOfTheSink_AreToldWhenItTakesLinesAgain()
    {
        using var spool = Spool.Open(_folder["spool"], 8 * 1024 * 1024, _clock);
        var isRefused = true;
        var pump = Pump(spool, out var sender, out var source,
            _ => isRefused ? new SinkOutcome.Refused("http-400", "no") : new SinkOutcome.Sent());
        using var held = source;
        _logs.Append("a.log", "1", "2");
        await pump.PassAsync(isLast: false, CancellationToken.None);
        await sender.DrainAsync(TimeSpan.FromSeconds(1));
        await pump.PassAsync(isLast: false, CancellationToken.None);
        Assert.Equal(0, spool.WaitingLines);

        isRefused = false;
        _logs.Append("a.log", "3");
        await pump.PassAsync(isLast: false, CancellationToken.None);
        await sender.DrainAsync(TimeSpan.FromSeconds(1));
        await pump.PassAsync(isLast: false, CancellationToken.None);

        var (seq, message) = Assert.Single(spool.Drain());
        Assert.Equal((4, "2 lines were dropped (http-400)"), (seq, message));
        Assert.Empty(spool.Delivery.Now.Untold);
        await pump.PassAsync(isLast: false, CancellationToken.None);
        Assert.Equal(0, spool.WaitingLines);
    }

    [Fact]
    public void CpuBudget_SleepsUntilTheShareIsRight()
    {
        var used = TimeSpan.Zero;
        var budget = new CpuBudget(50, () => used, _clock);
        // 0.5 s may be used at once.
        used += TimeSpan.FromMilliseconds(500);
        Assert.Equal(TimeSpan.Zero, budget.Pause());
        used += TimeSpan.FromMilliseconds(100);
        Assert.Equal(200, budget.Pause().TotalMilliseconds, 0.001);
        _clock.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(0, budget.Pause().TotalMilliseconds, 0.001);
    }

    private Pump Pump(
        Spool spool, out Sender sender, out FileSource source, Func<SpoolBatch, SinkOutcome>? answer = null)
    {
        source = new FileSource(new SourceSettings { Name = "app", Files = [_logs["*.log"]], FromBeginning = true },
            Chunks.Head, earlier: null, _clock);
        sender = new Sender(spool, new FakeSink(answer ?? (_ => new SinkOutcome.Sent())), _clock, _log);
        return new Pump([source], spool, sender, Chunks.Head, new CpuBudget(100, () => TimeSpan.Zero, _clock), _clock, _log);
    }
}
