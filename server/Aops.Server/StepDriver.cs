using System.Diagnostics;
using Aops.Hosting.Loops;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server;

/// <summary>
/// Has something led from step to step: whenever it is signalled, and once a second besides, as hosts and the clock do not
/// signal. After a start of the server it goes on from what is stored.
/// </summary>
/// <param name="name">What is led, for the log.</param>
internal abstract class StepDriver(string name, TimeProvider clock, ILogger log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    // So many steps follow one another before others have their turn.
    private const int StepsMax = 1000;

    // A step that takes longer, as its fleet is large, leaves the processor to others for as long as it took.
    private static readonly TimeSpan RestMin = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan RestMax = TimeSpan.FromSeconds(1);

    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, log);
    private readonly WakeSignal _signal = new();

    /// <summary>There may be something to do: it is looked for at once.</summary>
    public void Signal() => _signal.Raise();

    /// <summary>Does one step of each that has one.</summary>
    /// <returns>Whether there was one, so that there may be another.</returns>
    protected abstract Task<bool> StepAllAsync(CancellationToken cancellationToken);

    /// <summary>The end of a step is not known: what memory has of it is read again.</summary>
    protected virtual void Forget()
    {
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunAsync(name, PassAsync, stoppingToken);

    private async Task PassAsync(CancellationToken stop)
    {
        try
        {
            for (var steps = 0; steps < StepsMax; steps++)
            {
                var begin = Stopwatch.GetTimestamp();
                if (!await StepAllAsync(stop)) break;
                await RestAsync(Stopwatch.GetElapsedTime(begin), stop);
            }
        }
        catch (StoreException)
        {
            Forget();
            await Task.Delay(ServerLimits.DatabaseRetryMax, clock, stop);
            return;
        }
        // By real time, whatever the clock is.
        await _signal.WaitAsync(Period, TimeProvider.System, stop);
    }

    private static Task RestAsync(TimeSpan took, CancellationToken stop) => took < RestMin
        ? Task.CompletedTask
        : Task.Delay(took < RestMax ? took : RestMax, TimeProvider.System, stop);
}
