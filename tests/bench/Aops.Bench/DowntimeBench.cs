using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Bench;

/// <summary>
/// Upgrades a host from its first to its second version and asks spm for its state all the while, one request after the
/// other. Downtime is the time between the last answer of the old spm and the first answer of the new one.
/// </summary>
internal static class DowntimeBench
{
    private const double TargetMilliseconds = 150;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(int count, CancellationToken cancellation)
    {
        await using var fleet = new Fleet("bench");
        await fleet.Workshop.InitAsync(cancellation);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await fleet.Workshop.AddAgentAsync(fleet.Stage.Agent(version), version, cancellation);
        await fleet.Workshop.AddSubAgentAsync(
            fleet.Stage.HostMetrics("1.0.0"), Fleet.OwnSubAgent, "1.0.0", cancellation);
        await fleet.Workshop.AddBootstrapAsync(PublishedPrograms.First, cancellation);
        await fleet.StartServerAsync(cancellation);
        await fleet.PublishAsync(cancellation);

        var downtime = new Figures("spm: last answer of the old to the first of the new");
        var restarts = 0;
        for (var i = 0; i < count; i++)
        {
            var agent = await fleet.InstallAsync(cancellation);
            agent.EditConf(("pingInterval", "500ms"), ("trialPeriod", "500ms"), ("heartbeatInterval", "1s"));
            await fleet.OrderSubAgentsAsync(
                agent, [new JsonObject { ["name"] = Fleet.OwnSubAgent, ["version"] = "1.0.0" }], cancellation);
            var before = (await agent.WaitForSubAgentAsync(Fleet.OwnSubAgent, Deadline, cancellation)).Pid;
            await fleet.OrderAsync(agent, PublishedPrograms.Second, cancellation);
            downtime.Add(await MeasureAsync(agent, cancellation));
            await agent.WaitForAsync(Role.Spm, "is committed",
                s => s.Agent.Upgrade?.Phase == UpgradePhase.Success, Deadline, cancellation);
            var after = (await agent.WaitForSubAgentAsync(Fleet.OwnSubAgent, Deadline, cancellation)).Pid;
            if (after != before) restarts++;
            await agent.ServiceAsync(cancellation, "uninstall");
        }
        Print(downtime, count, restarts);
        return restarts == 0 && downtime.Max <= TargetMilliseconds ? ExitCodes.Ok : ExitCodes.Failure;
    }

    private static async Task<double> MeasureAsync(AgentHost agent, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var lastOfOld = clock.Elapsed;
        while (clock.Elapsed < Deadline)
        {
            if (await agent.TryStatusAsync(Role.Spm, cancellation) is not { } status) continue;
            if (status.Agent.Version == PublishedPrograms.Second) return (clock.Elapsed - lastOfOld).TotalMilliseconds;
            lastOfOld = clock.Elapsed;
        }
        throw new TimeoutException($"{PublishedPrograms.Second} did not answer within {Deadline.TotalSeconds} s");
    }

    private static void Print(Figures downtime, int count, int restarts) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            `./build.sh bench downtime --count {count}` on {Environment.ProcessorCount} processors with a load average of
            {MachineLoad.Read()} (1, 5 and 15 minutes), in milliseconds; at most {TargetMilliseconds} is asked for:

            | what | upgrades | p50 | p99 | max |
            | --- | ---: | ---: | ---: | ---: |
            {downtime.ToRow()}

            Sub-agents that were started anew: {restarts} of {count}.
            """));
}
