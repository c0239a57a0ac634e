using System.Diagnostics;
using Aops.LogTail.Files;
using Aops.LogTail.Pacing;
using Aops.LogTail.Settings;
using Aops.LogTail.Sinks;
using Aops.LogTail.Spooling;
using Aops.LogTail.Tests.Support;
using Aops.TestSupport;

namespace Aops.LogTail.Tests;

/// <summary>A file system of 2 MiB that fills up, and is freed again.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly Folder _disk = new();
    private readonly Folder _logs = new();
    private readonly ManualClock _clock = new();
    private readonly bool _isMounted;

    public FullDiskTests() => _isMounted = Run("mount", "-t", "tmpfs", "-o", "size=2m", "aops-test", _disk.Path) == 0;

    public void Dispose()
    {
        if (_isMounted) Run("umount", "-l", _disk.Path);
        _disk.Dispose();
        _logs.Dispose();
    }

    [Fact]
    public async Task FullDisk_StopsReading_AndEveryLineComesOnceThereIsRoom()
    {
        if (!_isMounted) Assert.Skip("this user may not mount a tmpfs");
        using var spool = Spool.Open(_disk["spool"], 64 * 1024 * 1024, _clock);
        var source = new FileSource(new SourceSettings { Name = "app", Files = [_logs["*.log"]], FromBeginning = true },
            Chunks.Head, earlier: null, _clock);
        using var held = source;
        var sender = new Sender(spool, new FakeSink(_ => new SinkOutcome.Sent()), _clock, TextWriter.Null);
        var pump = new Pump([source], spool, sender, Chunks.Head, new CpuBudget(100, () => TimeSpan.Zero, _clock), _clock,
            TextWriter.Null);
        using var stop = new CancellationTokenSource();
        var text = new string('x', 100);
        _logs.Append("a.log", [.. Enumerable.Range(1, 30_000).Select(i => $"{i} {text}")]);

        var running = Task.Run(() => pump.RunAsync(stop.Token));
        await Eventually.HoldsAsync(() => pump.Fault is not null, () => $"{spool.NextSeq} lines");
        Assert.Contains("No space left", pump.Fault, StringComparison.Ordinal);
        var read = new List<string>();
        // The sink takes lines again, which frees segments: the pump goes on by itself.
        await Eventually.HoldsAsync(() =>
        {
            read.AddRange(spool.Drain().Select(line => line.Message.Split(' ')[0]));
            if (_clock.NextWait is { } wait) _clock.Advance(wait);
            return read.Count == 30_000;
        }, () => $"{read.Count} lines, {pump.Fault}");
        await stop.CancelAsync();
        await running;

        Assert.Equal(Enumerable.Range(1, 30_000).Select(i => $"{i}"), read);
        Assert.Null(pump.Fault);
    }

    private static int Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
