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
        var made = 0;
        await using var writer = new StateWriter(NullLogger.Instance);
        for (var i = 1; i <= changes; i++)
        {
            var content = Encoding.ASCII.GetBytes($"{i}");
            writer.Write(State, () =>
            {
                made++;
                return content;
            });
        }

        await World.EventuallyAsync(() => File.Exists(State) && File.ReadAllText(State) == $"{changes}");

        // One before the burst is noticed, and one more each time that this thread has to wait for a processor.
        Assert.InRange(made, 1, 10);
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
