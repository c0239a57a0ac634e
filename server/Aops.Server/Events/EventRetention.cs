using Aops.Hosting.Loops;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Events;

/// <summary>
/// Deletes events by whole days (UTC): those of a day go once it is as many days back as events stay. It looks at the start and
/// each hour, and deletes in pieces between other writes. The audit is another table, and loses no row.
/// </summary>
/// <param name="days">Days that events stay.</param>
internal sealed partial class EventRetention(
    EventStore store, int days, TimeProvider clock, ILogger<EventRetention> logger) : BackgroundService
{
    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, logger);

    /// <summary>The first day that stays.</summary>
    public static DateTimeOffset FirstDay(DateTimeOffset now, int days) =>
        new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddDays(-days);

    /// <summary>Deletes what is older now.</summary>
    /// <returns>How many events.</returns>
    public async Task<long> SweepAsync(CancellationToken cancellationToken)
    {
        var first = FirstDay(clock.GetUtcNow(), days);
        var (all, deleted) = (0L, 0);
        do
        {
            deleted = await store.DeleteBeforeAsync(first, cancellationToken);
            all += deleted;
        }
        while (deleted > 0);
        if (all > 0) LogDeleted(all, first, days);
        return all;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunAsync("event retention", PassAsync, stoppingToken);

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SweepAsync(cancellationToken);
        }
        catch (StoreException)
        {
            // What is left is deleted at the next pass.
        }
        await Task.Delay(FleetLimits.EventSweepPeriod, clock, cancellationToken);
    }

    [LoggerMessage(3032, LogLevel.Information, "{Count} events before {FirstDay:yyyy-MM-dd} are deleted, as events stay {Days} days")]
    private partial void LogDeleted(long count, DateTimeOffset firstDay, int days);
}
