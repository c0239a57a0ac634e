using Aops.Native.Processes;

namespace Aops.Harness.Soaks;

/// <summary>What happens to the host of a soak all the time: lines in its log, edits of its conf.yml, outages of its server.</summary>
/// <param name="world">The host and its server.</param>
/// <param name="pace">How often.</param>
public sealed class SoakLoad(SoakWorld world, SoakPace pace)
{
    private const int LogBytesMax = 1024 * 1024;
    private const int LinesASecond = 5;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>Edits of conf.yml so far.</summary>
    public int Edits { get; private set; }

    /// <summary>Outages of the server so far.</summary>
    public int Outages { get; private set; }

    /// <summary>Goes on until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        RepeatAsync(Second, WriteLinesAsync, cancellationToken),
        RepeatAsync(pace.BetweenEdits, EditAsync, cancellationToken),
        RepeatAsync(pace.BetweenOutages, BreakAsync, cancellationToken));

    private static async Task RepeatAsync(
        TimeSpan period, Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(period);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken)) await act(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The soak is over.
        }
    }

    private async Task WriteLinesAsync(CancellationToken cancellationToken)
    {
        var lines = Enumerable.Range(0, LinesASecond).Select(i => $"{DateTime.UtcNow:O} line {i} of an application that works");
        await File.AppendAllLinesAsync(world.Log, lines, cancellationToken);
        if (new FileInfo(world.Log).Length > LogBytesMax) File.Move(world.Log, world.Log + ".1", overwrite: true);
    }

    private Task EditAsync(CancellationToken cancellationToken)
    {
        world.Agent.EditConf(("downloadTimeout", Edits++ % 2 == 0 ? "31s" : "30s"));
        return Task.CompletedTask;
    }

    // In turn: every connection ends and none is taken, or the server takes them and does not answer. Its process stays the
    // same, so that what it keeps over all that time is seen.
    private async Task BreakAsync(CancellationToken cancellationToken)
    {
        if (Outages++ % 2 == 0)
        {
            world.Proxy.IsOut = true;
            world.Proxy.Cut();
            try
            {
                await Task.Delay(pace.Outage, cancellationToken);
            }
            finally
            {
                world.Proxy.IsOut = false;
            }
            return;
        }
        Signal.Send(world.Server.Pid, Signal.SIGSTOP);
        try
        {
            await Task.Delay(pace.Outage, cancellationToken);
        }
        finally
        {
            Signal.Send(world.Server.Pid, Signal.SIGCONT);
        }
    }
}
