using Aops.Hosting.Loops;
using Aops.Server.Agents;
using Aops.Server.Desired;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Operations;

/// <summary>
/// Does operations, the oldest first, a piece at a time, so that other writes go on between them. What is left when the
/// server ends is done after its next start.
/// </summary>
/// <param name="forget">Drops removed hosts from memory; null where it is not known which were.</param>
internal sealed class OperationRunner(
    OperationStore store, DesiredStates desired, Action<IReadOnlyList<RemovedAgent>?> forget, TimeProvider clock,
    ILogger<OperationRunner> log) : BackgroundService
{
    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, log);
    private readonly WakeSignal _signal = new();
    private volatile bool _isInDoubt;

    /// <summary>There may be work: it is looked for at once.</summary>
    public void Signal() => _signal.Raise();

    /// <summary>A write may have been committed that memory does not know of: it is read again.</summary>
    public void Doubt()
    {
        _isInDoubt = true;
        Signal();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunAsync("operations", RunNextAsync, stoppingToken);

    private async Task RunNextAsync(CancellationToken stop)
    {
        try
        {
            if (_isInDoubt)
            {
                await desired.ReloadAsync(stop);
                _isInDoubt = false;
            }
            if (await store.HasWorkAsync(clock.GetUtcNow(), stop))
            {
                // Once begun it is waited for: what is on the disk must also be in memory.
                var piece = await store.RunPieceAsync(clock.GetUtcNow(), CancellationToken.None);
                await desired.ApplyAsync(piece.Moved);
                forget(piece.Removed);
                return;
            }
        }
        catch (StoreException)
        {
            // Of a piece whose end is not known, memory is not sure either. The database is asked for both in a moment.
            _isInDoubt = true;
            forget(null);
            await Task.Delay(ServerLimits.DatabaseRetryMax, clock, stop);
            return;
        }
        // Hosts that tell of other facts do not signal.
        await _signal.WaitAsync(FleetLimits.ReviewPeriod, TimeProvider.System, stop);
    }
}
