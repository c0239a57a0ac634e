using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;
using Aops.Swarm;
using Aops.Swarm.Runs;

namespace Aops.Bench.Rollouts;

/// <summary>
/// A rollout of a whole fleet of simulated hosts by the default strategy, with a soak of <see cref="Soak"/> in the place of
/// ten minutes: its time, and what it costs the published server. Before that the time from an order to its arrival at a real
/// agent, beside 1,000 hosts that wait.
/// </summary>
internal static class RolloutBench
{
    private const int WaitingHosts = 1000;
    private const int Orders = 100;

    private static readonly TimeSpan Soak = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    /// <summary>Measures.</summary>
    /// <param name="hosts">Hosts of the fleet.</param>
    public static async Task<int> RunAsync(int hosts, CancellationToken cancellationToken)
    {
        await using (var small = new Fleet("benchrollout"))
        {
            await StartAsync(small, cancellationToken);
            var arrival = await MeasureArrivalAsync(small, cancellationToken);
            Console.WriteLine("| what | count | p50 ms | p99 ms | max ms |");
            Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
            Console.WriteLine(arrival.ToRow());
        }
        // A server of its own: the hosts from before count among those that one takes.
        await using var whole = new Fleet("benchrollout");
        await StartAsync(whole, cancellationToken);
        return await MeasureWholeAsync(whole, hosts, cancellationToken) ? ExitCodes.Ok : ExitCodes.Failure;
    }

    private static async Task StartAsync(Fleet fleet, CancellationToken cancellationToken)
    {
        await fleet.Workshop.InitAsync(cancellationToken);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await fleet.Workshop.AddAgentAsync(fleet.Stage.Agent(version), version, cancellationToken);
        await fleet.Workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
        await fleet.StartServerAsync(cancellationToken);
        await fleet.PublishAsync(cancellationToken);
    }

    private static async Task<Figures> MeasureArrivalAsync(Fleet fleet, CancellationToken cancellationToken)
    {
        var figures = new Figures($"an order until a real agent has it on its disk, beside {WaitingHosts} hosts that wait");
        await using var swarm = await EnrolAsync(fleet, WaitingHosts, cancellationToken);
        var agent = await fleet.InstallAsync(cancellationToken);
        try
        {
            agent.EditConf(("heartbeatInterval", "30s"));
            var id = await agent.IdAsync(cancellationToken);
            for (var i = 0; i < Orders; i++)
            {
                var interval = $"{31 + i}s";
                await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
                var begin = Stopwatch.GetTimestamp();
                await fleet.Server.Api.ChangeDesiredAsync(
                    id, new JsonObject { ["settings"] = new JsonObject { ["heartbeatInterval"] = interval } }, cancellationToken);
                while (!HasArrived(agent, interval)) await Task.Delay(1, cancellationToken);
                figures.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }
        }
        finally
        {
            await agent.ServiceAsync(CancellationToken.None, "uninstall");
        }
        return figures;
    }

    private static bool HasArrived(AgentHost agent, string interval) =>
        File.Exists(agent.Layout.Desired) && File.ReadAllText(agent.Layout.Desired).Contains($"\"{interval}\"", StringComparison.Ordinal);

    private static async Task<bool> MeasureWholeAsync(Fleet fleet, int hosts, CancellationToken cancellationToken)
    {
        await using var swarm = await EnrolAsync(fleet, hosts, cancellationToken);
        var orders = new RolloutOrders(fleet.Server);
        await orders.MakeGroupAsync("whole", 10, $"kind=bench{hosts}", cancellationToken);
        var cpu = ProcStat.TryRead(fleet.Server.Pid)!.Value.CpuMilliseconds;
        var begin = Stopwatch.GetTimestamp();
        var id = await orders.StartAsync(
            "group:whole", PublishedPrograms.Second, new JsonObject { ["soakSeconds"] = (int)Soak.TotalSeconds }, cancellationToken);
        Tell($"{Stopwatch.GetElapsedTime(begin).TotalSeconds:0.0} s until it was planned and started");
        var eta = (await orders.ShowAsync(id, cancellationToken))["plan"]!["etaSeconds"]!.GetValue<long>();
        var done = await orders.WaitAsync(id, "the rollout is over",
            detail => RolloutOrders.StateOf(detail) is not "running", Longest, cancellationToken);
        var took = Stopwatch.GetElapsedTime(begin);
        cpu = ProcStat.TryRead(fleet.Server.Pid)!.Value.CpuMilliseconds - cpu;
        // Of another architecture nothing is published.
        var planned = swarm.Hosts.Where(host => host.Traits.Info.Architecture == "x64").ToList();
        var switched = planned.Count(host => host is { Version: PublishedPrograms.Second, Switches: 1 });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{planned.Count} hosts: {RolloutOrders.StateOf(done)} after {took.TotalSeconds:0} s (plan: {eta} s), {switched} switched once; ") +
            string.Create(CultureInfo.InvariantCulture,
            $"server: {cpu / 1000.0:0.0} s of processor time, {PeakMegabytes(fleet.Server.Pid)} MB at most"));
        return RolloutOrders.StateOf(done) == "completed" && switched == planned.Count;
    }

    private static async Task<HostSwarm> EnrolAsync(Fleet fleet, int hosts, CancellationToken cancellationToken)
    {
        var token = await fleet.Server.Api.CreateEnrolmentTokenAsync(
            $"bench{hosts}", hosts, cancellationToken, ttlSeconds: 7200);
        var swarm = new HostSwarm(new SwarmOptions
        {
            Server = fleet.Server.Url, AuthorityFile = fleet.Server.Authority, Tokens = [token], Hosts = hosts,
            OwnConnections = Math.Min(hosts / 2, 1000), RampPerSecond = 250, Version = PublishedPrograms.First,
            DownloadTime = TimeSpan.FromSeconds(2), Seed = hosts,
        });
        await swarm.EnrolAsync(cancellationToken);
        Tell($"{hosts} hosts are enrolled");
        await Eventually.HoldsAsync("each has had an answer", TimeSpan.FromMinutes(10),
            () => swarm.Hosts.All(host => host.Answered > 0), cancellationToken);
        return swarm;
    }

    private static string PeakMegabytes(int pid) =>
        File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(':')[1].Trim()
            is var text && long.TryParse(text.Split(' ')[0], CultureInfo.InvariantCulture, out var kilobytes)
            ? $"{kilobytes / 1024}" : "?";

    private static void Tell(FormattableString line) => Console.Error.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
