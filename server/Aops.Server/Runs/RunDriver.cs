using Aops.Hosting.Loops;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Runs;

/// <summary>
/// Has runs led from step to step: whenever something is signalled, and once a second besides, as presence and the clock do not
/// signal. After a start of the server it goes on from what is stored.
/// </summary>
internal sealed class RunDriver(RunConductor conductor, TimeProvider clock, ILogger<RunDriver> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    // So many steps follow one another before others have their turn.
    private const int StepsMax = 1000;

    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, log);
    private readonly SemaphoreSlim _signal = new(0, 1);

    /// <summary>There may be something to do: it is looked for at once.</summary>
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
        _loops.RunAsync("runs", PassAsync, stoppingToken);

    private async Task PassAsync(CancellationToken stop)
    {
        try
        {
            for (var steps = 0; steps < StepsMax && await conductor.StepAllAsync(stop); steps++)
            {
            }
        }
        catch (StoreException)
        {
            // What was stored is read again; hosts that were not told hear of it with their next heartbeat.
            await Task.Delay(ServerLimits.DatabaseRetryMax, clock, stop);
            return;
        }
        await _signal.WaitAsync(Period, stop);
    }
}
