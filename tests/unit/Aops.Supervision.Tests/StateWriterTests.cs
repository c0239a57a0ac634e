using System.Diagnostics;
using System.Text;
using Aops.Supervision.Adoption;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Supervision.Tests;

public sealed class StateWriterTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("aops-state-").FullName;

    private string State => Path.Combine(_root, "a", "state.json");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task Burst_IsWrittenWhenItIsOver_AndOnlyItsEnd()
    {
        const int changes = 1000;
        const int files = 10;
        var made = 0;
        await using var writer = new StateWriter(NullLogger.Instance);
        for (var i = 1; i <= changes; i++)
        {
            var content = Encoding.ASCII.GetBytes($"{i}");
            writer.Write($"{State}{i % files}", () =>
            {
                made++;
                return content;
            });
        }

        var last = $"{State}0";
        await World.EventuallyAsync(() => File.Exists(last) && File.ReadAllText(last) == $"{changes}");
        // The files are written in no order: the others, too.
        await writer.FlushAsync();

        // Some before the burst is noticed, and each once more when this thread has to wait for a processor.
        Assert.InRange(made, files, 10 * files);
    }

    // A flush outside of a burst hurries no later burst.
    [Fact]
    public async Task Burst_AfterManyFlushes_IsWrittenWhenItIsOver()
    {
        const int flushes = 100;
        const int files = 10;
        var made = 0;
        await using var writer = new StateWriter(NullLogger.Instance);
        for (var i = 0; i < flushes; i++) await writer.FlushAsync();

        var began = Stopwatch.GetTimestamp();
        for (var i = 0; Stopwatch.GetElapsedTime(began) < TimeSpan.FromMilliseconds(100); i++)
        {
            writer.Write($"{State}{i % files}", () =>
            {
                made++;
                throw new IOException("a pass is to take no time");
            });
        }
        await writer.FlushAsync();

        Assert.InRange(made, files, 10 * files);
    }

    [Fact]
    public async Task OneChange_IsWrittenAtOnce()
    {
        await using var writer = new StateWriter(NullLogger.Instance);
        var quickest = TimeSpan.MaxValue;
        for (var i = 0; i < 20; i++)
        {
            var written = new TaskCompletionSource<TimeSpan>(TaskCreationOptions.RunContinuationsAsynchronously);
            var begin = Stopwatch.GetTimestamp();
            writer.Write(State, () =>
            {
                written.TrySetResult(Stopwatch.GetElapsedTime(begin));
                return [(byte)'x'];
            });
            var wait = await written.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
            if (wait < quickest) quickest = wait;
        }

        // The end of a burst would be waited for at least so long.
        Assert.InRange(quickest, TimeSpan.Zero, TimeSpan.FromMilliseconds(19));
    }

    [Fact]
    public async Task Flush_DoesNotWaitForTheEndOfABurst()
    {
        await using var writer = new StateWriter(NullLogger.Instance);
        using var burst = new CancellationTokenSource();
        var other = Path.Combine(_root, "b", "state.json");
        var writing = Task.Run(() =>
        {
            while (!burst.IsCancellationRequested) writer.Write(other, () => []);
        }, TestContext.Current.CancellationToken);
        writer.Write(State, () => [(byte)'x']);

        await writer.FlushAsync().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Assert.True(File.Exists(State));
        await burst.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task Disposal_WritesWhatIsLeft_AndDeletesWhatIsToGo()
    {
        var gone = Path.Combine(_root, "gone");
        await File.WriteAllTextAsync(gone, "", TestContext.Current.CancellationToken);
        var writer = new StateWriter(NullLogger.Instance);
        writer.Write(State, () => [(byte)'x']);
        writer.Write(gone, null);

        await writer.DisposeAsync();

        Assert.Equal("x", await File.ReadAllTextAsync(State, TestContext.Current.CancellationToken));
        Assert.False(File.Exists(gone));
    }
}
