using Aops.Hosting.Loops;
using Aops.Native.Files;
using Aops.Server.Events;
using Aops.Server.Runs.Output;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Runs;

/// <summary>
/// Deletes runs with their output by whole days (UTC), counted from their end, and output alone where that of all runs takes
/// more than it may. It looks at the start, each hour, and when output has grown beyond that, and deletes in pieces between
/// other writes: the files first, so that what a crash leaves is deleted by the next look.
/// </summary>
/// <param name="days">Days that runs stay.</param>
internal sealed partial class RunRetention(
    Database database, OutputFolder outputs, RunRoom room, OutputQuota quota, int days, TimeProvider clock,
    ILogger<RunRetention> logger)
    : BackgroundService
{
    private const int RunsAtOnce = 100;

    private static readonly TimeSpan RoomPause = TimeSpan.FromSeconds(1);

    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, logger);
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>Deletes what is older now.</summary>
    /// <returns>How many runs.</returns>
    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var first = EventRetention.FirstDay(clock.GetUtcNow(), days);
        var all = 0;
        while (await database.ReadAsync(
            connection => RunRows.ListEnded(connection, first, RunsAtOnce), cancellationToken) is { Count: > 0 } ended)
        {
            foreach (var id in ended) await RemoveAsync(id, cancellationToken);
            all += ended.Count;
        }
        if (all > 0) LogDeleted(all, first, days);
        await RemoveForeignAsync(cancellationToken);
        return all;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunAsync("run retention", PassAsync, stoppingToken);

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (clock.GetUtcNow() >= _next)
            {
                await SweepAsync(cancellationToken);
                _next = clock.GetUtcNow() + FleetLimits.RunSweepPeriod;
            }
            if (await room.MakeAsync(cancellationToken) is > 0 and var dropped) LogMadeRoom(dropped, quota.BytesMax);
        }
        catch (Exception e) when (e is StoreException || FileFaults.IsFileFault(e))
        {
            // What is left is deleted at the next pass.
            LogNotDeleted(e.Message);
        }
        // Where nothing can make way, runs that are under way press on: it is not looked for without a pause.
        await Task.Delay(RoomPause, clock, cancellationToken);
        await quota.WaitAsync(FleetLimits.RunSweepPeriod, clock, cancellationToken);
    }

    private async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        outputs.Remove(id);
        while (await DeleteAsync(connection => RunHostRows.Delete(connection, id, FleetLimits.EventsPerDeletion)) > 0)
            cancellationToken.ThrowIfCancellationRequested();
        await DeleteAsync(connection => RunRows.Delete(connection, id));

        Task<int> DeleteAsync(Func<StoreConnection, int> work) =>
            database.WriteAsync(work, Durability.Process, cancellationToken);
    }

    // Output of runs that the database does not have: it was put back to an earlier point.
    private async Task RemoveForeignAsync(CancellationToken cancellationToken)
    {
        foreach (var id in outputs.ListRuns())
        {
            if (await database.ReadAsync(connection => RunRows.StateOf(connection, id) is null, cancellationToken))
                outputs.Remove(id);
        }
    }

    [LoggerMessage(3150, LogLevel.Information, "{Count} runs that ended before {FirstDay:yyyy-MM-dd} are deleted, as runs stay {Days} days")]
    private partial void LogDeleted(int count, DateTimeOffset firstDay, int days);

    [LoggerMessage(3152, LogLevel.Warning,
        "{Count} runs that have ended lost their output, as that of all runs may take {Bytes} bytes (--run-output-gib)")]
    private partial void LogMadeRoom(int count, long bytes);

    [LoggerMessage(3151, LogLevel.Warning, "runs of days that are over cannot be deleted: {Fault}; it is tried again in an hour")]
    private partial void LogNotDeleted(string fault);
}
