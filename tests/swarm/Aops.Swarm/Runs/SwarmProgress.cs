using System.Globalization;

namespace Aops.Swarm.Runs;

/// <summary>Tells people how far a swarm is: one line that changes on a terminal, a line now and then elsewhere.</summary>
internal sealed class SwarmProgress(HostSwarm swarm, TextWriter output, bool isTerminal)
{
    private static readonly TimeSpan OnTerminal = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(10);

    /// <summary>Tells until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(isTerminal ? OnTerminal : Elsewhere);
        var (before, beforeAt) = (0L, TimeProvider.System.GetTimestamp());
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var rate = (swarm.Tally.Heartbeats - before) / TimeProvider.System.GetElapsedTime(beforeAt).TotalSeconds;
                (before, beforeAt) = (swarm.Tally.Heartbeats, TimeProvider.System.GetTimestamp());
                var line = Describe(rate);
                if (isTerminal) output.Write($"\r{line}\u001b[K");
                else output.WriteLine(line);
            }
        }
        catch (OperationCanceledException)
        {
            if (isTerminal) output.WriteLine();
        }
    }

    private string Describe(double rate)
    {
        var tally = swarm.Tally;
        return string.Create(CultureInfo.InvariantCulture,
            $"{tally.Enrolled}/{swarm.Hosts.Count} enrolled, {tally.Held} waiting, {rate:0} heartbeats/s, " +
            $"{tally.Changes} desired states, {tally.Faults} without an answer, {tally.Refusals.Values.Sum()} refused, " +
            $"{tally.Dead} dead");
    }
}
