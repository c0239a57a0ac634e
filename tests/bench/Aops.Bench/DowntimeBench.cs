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

    public static async Task<int> RunAsync(int count, CancellationToken cancellationToken)
    {
        await using var fleet = new Fleet("bench");
        await fleet.Workshop.InitAsync(cancellationToken);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await fleet.Workshop.AddAgentAsync(fleet.Stage.Agent(version), version, cancellationToken);
        await fleet.Workshop.AddSubAgentAsync(
            fleet.Stage.HostMetrics("1.0.0"), Fleet.OwnSubAgent, "1.0.0", cancellationToken);
        await fleet.Workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
        await fleet.StartServerAsync(cancellationToken);
        await fleet.PublishAsync(cancellationToken);

        var downtime = new Figures("spm: last answer of the old to the first of the new");
        var restarts = 0;
        for (var i = 0; i < count; i++)
        {
            var agent = await fleet.InstallAsync(cancellationToken);
            agent.EditConf(("pingInterval", "500ms"), ("trialPeriod", "500ms"), ("heartbeatInterval", "1s"));
            await fleet.OrderSubAgentsAsync(
                agent, [new JsonObject { ["name"] = Fleet.OwnSubAgent, ["version"] = "1.0.0" }], cancellationToken);
            var before = (await agent.WaitForSubAgentAsync(Fleet.OwnSubAgent, Deadline, cancellationToken)).Pid;
            await fleet.OrderAsync(agent, PublishedPrograms.Second, cancellationToken);
            downtime.Add(await MeasureAsync(agent, cancellationToken));
            await agent.WaitForAsync(Role.Spm, "is committed",
                s => s.Agent.Upgrade?.Phase == UpgradePhase.Success, Deadline, cancellationToken);
            var after = (await agent.WaitForSubAgentAsync(Fleet.OwnSubAgent, Deadline, cancellationToken)).Pid;
            if (after != before) restarts++;
            await agent.ServiceAsync(cancellationToken, "uninstall");
        }
        Print(downtime, count, restarts);
        return restarts == 0 && downtime.Max <= TargetMilliseconds ? ExitCodes.Ok : ExitCodes.Failure;
    }

    private static async Task<double> MeasureAsync(AgentHost agent, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var lastOfOld = clock.Elapsed;
        while (clock.Elapsed < Deadline)
        {
            if (await agent.TryStatusAsync(Role.Spm, cancellationToken) is not { } status) continue;
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
