using Aops.Hosting.Loops;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Hosts;

/// <summary>Deletes contents that no host names any more, in pieces between other writes.</summary>
internal sealed class InventorySweeper(InventoryStore store, TimeProvider clock, ILogger<InventorySweeper> log)
    : BackgroundService
{
    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, log);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunAsync("inventory", PassAsync, stoppingToken);

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(FleetLimits.InventorySweepPeriod, clock, cancellationToken);
        try
        {
            for (long? place = 0; place is { } after;) place = await store.SweepAsync(after, cancellationToken);
        }
        catch (StoreException)
        {
            // What is left is deleted at the next pass.
        }
    }
}
