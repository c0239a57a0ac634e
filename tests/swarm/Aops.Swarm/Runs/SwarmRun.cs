using System.Text.Json;
using Aops.Contracts.Wire;

namespace Aops.Swarm.Runs;

/// <summary>A whole run by options: enrolment, deaths, clones, the storm, and the summary.</summary>
internal static class SwarmRun
{
    /// <summary>Runs.</summary>
    /// <returns>The summary; that of what was done so far where it was interrupted.</returns>
    public static async Task<SwarmSummary> RunAsync(
        SwarmOptions options, TextWriter output, bool isTerminal, CancellationToken cancellationToken)
    {
        await using var swarm = new HostSwarm(options);
        using var told = new CancellationTokenSource();
        var progress = new SwarmProgress(swarm, output, isTerminal).RunAsync(told.Token);
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        var (ramp, before, steady) = (TimeSpan.Zero, 0L, began);
        try
        {
            await swarm.EnrolAsync(cancellationToken);
            (ramp, before, steady) = (clock.GetElapsedTime(began), swarm.Tally.Heartbeats, clock.GetTimestamp());
            swarm.Copy(options.Clones);
            foreach (var (after, act) in Acts(swarm, options).OrderBy(act => act.After))
            {
                var wait = after - clock.GetElapsedTime(steady);
                if (wait > TimeSpan.Zero) await Task.Delay(wait, cancellationToken);
                act();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            if (ramp == TimeSpan.Zero) ramp = clock.GetElapsedTime(began);
        }
        var summary = Sum(swarm, options, ramp, before, clock.GetElapsedTime(steady));
        await told.CancelAsync();
        await progress;
        return summary;
    }

    /// <summary>The summary as JSON.</summary>
    public static string Write(SwarmSummary summary) => JsonSerializer.Serialize(summary, SwarmJson.Default.SwarmSummary);

    private static IEnumerable<(TimeSpan After, Action Act)> Acts(HostSwarm swarm, SwarmOptions options)
    {
        if (options.Deaths > 0) yield return (options.DeathsAfter, () => swarm.Kill(options.Deaths));
        if (options.StormAfter is { } storm) yield return (storm, swarm.Transport.CutAll);
        yield return (options.Duration, static () => { });
    }

    private static SwarmSummary Sum(
        HostSwarm swarm, SwarmOptions options, TimeSpan ramp, long before, TimeSpan steady)
    {
        var tally = swarm.Tally;
        var newest = swarm.Hosts.Max(host => host.Revision);
        return new SwarmSummary
        {
            Hosts = swarm.Hosts.Count,
            Seed = options.Seed,
            Enrolled = tally.Enrolled,
            EnrolmentsPerSecond = Math.Round(tally.Enrolled / Math.Max(ramp.TotalSeconds, 0.001), 1),
            Heartbeats = tally.Heartbeats,
            HeartbeatsPerSecond = Math.Round((tally.Heartbeats - before) / Math.Max(steady.TotalSeconds, 0.001), 1),
            DesiredStates = tally.Changes,
            HoldNewest = swarm.Hosts.Count(host => host.Revision == newest),
            UpgradesSucceeded = swarm.Hosts.Count(host => host.Upgrade?.Phase == UpgradePhase.Success),
            UpgradesRolledBack = swarm.Hosts.Count(host => host.Upgrade?.Phase == UpgradePhase.RolledBack),
            Clones = tally.Clones,
            Dead = tally.Dead,
            Executed = tally.Executed,
            Unanswered = tally.Faults,
            Refusals = tally.Refusals,
        };
    }
}
