using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Aops.Harness;
using Aops.Swarm;
using Aops.Swarm.Hosts;
using Aops.Swarm.Runs;

namespace Aops.Demo;

/// <summary>
/// What operators do with many hosts: two more agents and simulated ones beside them, found by a query, ordered a command, and
/// brought to a release that fails on one of their kernels. Disposing it ends the simulated hosts.
/// </summary>
/// <param name="hosts">How many hosts are simulated.</param>
internal sealed class FleetSteps(StepRunner steps, Fleet fleet, int hosts, CancellationToken cancellationToken) : IAsyncDisposable
{
    private const string BadKernel = "5.14.0";
    private const string SimulatedGroup = "simulated";
    private const string RestGroup = "other-kernels";

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    private readonly List<AgentHost> _agents = [];
    private HostSwarm? _swarm;
    private string? _rollout;

    private RolloutOrders Rollouts => new(fleet.Server);

    private HostSwarm Swarm => _swarm ?? throw new InvalidOperationException("no host was simulated");

    private ServerApi Api => fleet.Server.Api;

    /// <summary>Runs the steps.</summary>
    public async Task RunAsync()
    {
        await steps.TryAsync("install two more agents", InstallAsync);
        if (!await steps.TryAsync($"enrol {hosts} simulated hosts", EnrolAsync)) return;
        await steps.TryAsync("find hosts by a query", FindAsync);
        await steps.TryAsync($"run a command on {hosts} hosts", CommandAsync);
        if (!await steps.TryAsync($"roll {PublishedPrograms.Second} out; it fails on kernel {BadKernel}", RollOutAsync)) return;
        await steps.TryAsync("take it back", UndoAsync);
    }

    /// <summary>Begins a rollout that takes a while, for an operator who looks at the console now.</summary>
    public Task BeginSlowRolloutAsync() => steps.TryAsync("begin a rollout to the other kernels", async () =>
    {
        await Rollouts.MakeGroupAsync(
            RestGroup, 20, $"label.kind=simulated and not host.kernel~{BadKernel}*", cancellationToken);
        var id = await Rollouts.StartAsync($"group:{RestGroup}", PublishedPrograms.Second, Strategy(soakSeconds: 60), cancellationToken);
        return $"{id}: canaries, then wider and wider, each host a minute on probation";
    });

    public async ValueTask DisposeAsync()
    {
        if (_swarm is not null) await _swarm.DisposeAsync();
        foreach (var agent in _agents.Where(agent => File.Exists(agent.Layout.ServiceProgram)))
            await agent.ServiceAsync(CancellationToken.None, "uninstall");
    }

    private async Task<string> InstallAsync()
    {
        for (var i = 0; i < 2; i++) _agents.Add(await fleet.InstallAsync(cancellationToken));
        return string.Join(", ", _agents.Select(agent => agent.Layout.Root));
    }

    private async Task<string> EnrolAsync()
    {
        var token = await Api.CreateEnrolmentTokenAsync(SimulatedGroup, hosts, cancellationToken);
        var swarm = _swarm = new HostSwarm(new SwarmOptions
        {
            Server = fleet.Server.Url, AuthorityFile = fleet.Server.Authority, Tokens = [token], Hosts = hosts,
            OwnConnections = Math.Min(hosts / 10, 100), RampPerSecond = 250, Version = PublishedPrograms.First,
            DownloadTime = TimeSpan.FromSeconds(2), Upgrades = new UpgradeRule(Attribute: "kernel", Prefix: BadKernel),
        });
        var refused = await swarm.EnrolAsync(cancellationToken);
        await Eventually.HoldsAsync("each has had an answer", Deadline,
            () => swarm.Hosts.All(host => host.Answered > 0), cancellationToken);
        return refused == 0 ? "they send heartbeats as agents do, and run nothing" : throw new InvalidOperationException($"{refused} were refused");
    }

    private async Task<string> FindAsync()
    {
        var query = $"label.kind=simulated and host.kernel~{BadKernel}*";
        var found = (int)(await Api.SendAsync(
            HttpMethod.Get, $"/api/v1/hosts?count=1&limit=1&q={Uri.EscapeDataString(query)}", null, cancellationToken))["count"]!;
        var real = Swarm.Hosts.Count(host => host.Traits.Info.Kernel?.StartsWith(BadKernel, StringComparison.Ordinal) == true);
        return found == real ? $"'{query}' has {found}" : throw new InvalidOperationException($"'{query}' has {found} hosts, and not {real}");
    }

    private async Task<string> CommandAsync()
    {
        var begin = Stopwatch.GetTimestamp();
        var answer = await Api.SendAsync(HttpMethod.Post, "/api/v1/runs?wait=60", new JsonObject
        {
            ["q"] = "label.kind=simulated", ["command"] = new JsonObject { ["args"] = new JsonArray("/bin/hostname") },
            ["concurrency"] = hosts,
        }, cancellationToken);
        var counts = answer["run"]!["counts"]!;
        return (int?)counts["succeeded"] == hosts
            ? string.Create(CultureInfo.InvariantCulture,
                $"the last result came after {Stopwatch.GetElapsedTime(begin).TotalMilliseconds:0} ms")
            : throw new InvalidOperationException($"not every host told its success within a minute: {counts.ToJsonString()}");
    }

    private async Task<string> RollOutAsync()
    {
        await Rollouts.MakeGroupAsync(SimulatedGroup, 10, "label.kind=simulated", cancellationToken);
        _rollout = await Rollouts.StartAsync(
            $"group:{SimulatedGroup}", PublishedPrograms.Second, Strategy(soakSeconds: 5), cancellationToken);
        var halted = await Rollouts.WaitForStateAsync(_rollout, "halted", Deadline, cancellationToken);
        var switched = Swarm.Hosts.Count(host => host.Switches > 0);
        var trait = halted["failures"]![0]!["traits"]![0]!;
        return $"halted by itself when {switched} of {hosts} had switched; what failed is of {trait["name"]} {trait["value"]}";
    }

    private async Task<string> UndoAsync()
    {
        await Rollouts.DoAsync(_rollout!, "undo", cancellationToken);
        await Eventually.HoldsAsync($"every host runs {PublishedPrograms.First}", Deadline,
            () => Swarm.Hosts.All(host => host.Version == PublishedPrograms.First), cancellationToken);
        return $"all run {PublishedPrograms.First} again, and are watched for some minutes";
    }

    private static JsonObject Strategy(int soakSeconds) => new() { ["soakSeconds"] = soakSeconds };
}
