using Aops.Hosting.Loops;
using Aops.Server.Desired;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Operations;

/// <summary>
/// Does operations, the oldest first, a piece at a time, so that other writes go on between them. What is left when the
/// server ends is done after its next start.
/// </summary>
internal sealed class OperationRunner(
    OperationStore store, DesiredStates desired, TimeProvider clock, ILogger<OperationRunner> log) : BackgroundService
{
    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, log);
    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>There may be work: it is looked for at once.</summary>
    public void Signal()
    {
        try
        {
            _signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is signalled already.
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        _signal.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunAsync("operations", RunNextAsync, stoppingToken);

    private async Task RunNextAsync(CancellationToken stop)
    {
        try
        {
            if (await store.HasWorkAsync(stop))
            {
                // Once begun it is waited for: what is on the disk must also be in memory.
                await desired.ApplyAsync(await store.RunPieceAsync(clock.GetUtcNow(), CancellationToken.None));
                return;
            }
        }
        catch (StoreException)
        {
            // Of a piece whose end is not known, memory is not sure either. The database is asked for both in a moment.
            await Task.Delay(ServerLimits.DatabaseRetryMax, clock, stop);
            await desired.ReloadAsync(stop);
            return;
        }
        // Hosts that tell of other facts do not signal.
        await _signal.WaitAsync(FleetLimits.ReviewPeriod, stop);
    }
}
