using System.Diagnostics;
using Aops.Server.Events;
using Aops.Server.Storage;
using Aops.Server.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Server.Tests.Events;

/// <summary>
/// How long it takes to drop two of three million events, what a write waits for meanwhile, and what a look costs that finds nothing.
/// Run by hand, with --explicit only.
/// </summary>
public sealed class EventRetentionFigures(ITestOutputHelper output) : IDisposable
{
    private const int Old = 2_000_000;
    private const int New = 1_000_000;

    private readonly TestDatabase _file = new();

    [Fact(Explicit = true), Trait("Kind", "Figures")]
    public async Task TwoOfThreeMillions()
    {
        await using var database = _file.Open();
        var store = new EventStore(database, int.MaxValue);
        var now = DateTimeOffset.UtcNow;
        await FillAsync(database, Old, now.AddDays(-60));
        await FillAsync(database, New, now);
        using var retention = new EventRetention(store, 30, TimeProvider.System, NullLogger<EventRetention>.Instance);
        using var over = new CancellationTokenSource();
        var worst = Task.Run(() => WatchAsync(database, over.Token));

        var watch = Stopwatch.StartNew();
        var deleted = await retention.SweepAsync(CancellationToken.None);
        var time = watch.Elapsed;
        await over.CancelAsync();
        watch.Restart();
        Assert.Equal(0, await retention.SweepAsync(CancellationToken.None));

        output.WriteLine($"{deleted} events in {time.TotalSeconds:F1} s, {deleted / time.TotalSeconds:F0} a second; " +
            $"the longest wait of another write {await worst:F0} ms; a look that finds nothing {watch.Elapsed.TotalMilliseconds:F1} ms");
        Assert.Equal(Old, deleted);
    }

    public void Dispose() => _file.Dispose();

    private static async Task FillAsync(Database database, int count, DateTimeOffset at)
    {
        const int piece = 10_000;
        for (var done = 0; done < count; done += piece)
        {
            await database.WriteAsync(connection =>
            {
                for (var i = 0; i < piece; i++)
                {
                    connection.Prepare(
                        "INSERT INTO event (at, kind, class, agent_id, hostname, message) VALUES (@at, 'sub-agent', 0, @agent, 'host', @message)")
                        .Set("@at", at).Set("@agent", $"h{i}").Set("@message", "The sub-agent node-exporter of host is running.").Run();
                }
                return true;
            }, Durability.Process, CancellationToken.None);
        }
    }

    private static async Task<double> WatchAsync(Database database, CancellationToken over)
    {
        var worst = 0.0;
        while (!over.IsCancellationRequested)
        {
            var watch = Stopwatch.StartNew();
            await database.WriteAsync(
                connection => connection.Prepare("UPDATE counter SET value = value WHERE name = 'commits'").Run(), Durability.Process,
                CancellationToken.None);
            worst = Math.Max(worst, watch.Elapsed.TotalMilliseconds);
            await Task.Delay(2, CancellationToken.None);
        }
        return worst;
    }
}
