using Aops.Harness;
using Aops.Swarm;
using Aops.Swarm.Hosts;
using Aops.Swarm.Runs;

namespace Aops.Integration.Tests.Rollouts;

/// <summary>One server, twelve agents below roots of their own, and simulated hosts around them.</summary>
public sealed class RolloutFleet : IAsyncLifetime
{
    /// <summary>A release that dies half a second after its start.</summary>
    public const string CrashVersion = "3.0.0";

    /// <summary>A good release that no host has had before: one that a host keeps needs no download.</summary>
    public const string FreshVersion = "2.5.0";

    /// <summary>A release that runs well, and asks the server for a path that is not there.</summary>
    public const string DeafVersion = "3.8.0";

    private const int RealAgents = 8;
    private const int MixedAgents = 4;
    private const int Simulated = 60;

    private readonly List<HostSwarm> _swarms = [];

    /// <summary>The server and the publisher.</summary>
    public Fleet Fleet { get; } = new("rollout");

    /// <summary>Eight agents, enrolled with <c>kind=real</c>, the group <c>real</c>.</summary>
    public List<AgentHost> Real { get; } = [];

    /// <summary>Four further ones, enrolled with <c>kind=mixed</c>, for a rollout together with simulated hosts.</summary>
    public List<AgentHost> Mixed { get; } = [];

    public async ValueTask InitializeAsync()
    {
        var cancellationToken = CancellationToken.None;
        await SignAsync(cancellationToken);
        await Fleet.StartServerAsync(cancellationToken);
        await Fleet.PublishAsync(cancellationToken);
        await InstallAsync(Real, "real", RealAgents, cancellationToken);
        await InstallAsync(Mixed, "mixed", MixedAgents, cancellationToken);
        await new RolloutOrders(Fleet.Server).MakeGroupAsync("real", 10, "kind=real", cancellationToken);
    }

    /// <summary>Simulated hosts, enrolled with the label <c>kind</c>.</summary>
    /// <param name="kind">Value of their label.</param>
    /// <param name="seed">Seed of the hosts; another one for each swarm.</param>
    /// <param name="upgrades">Which of their upgrades fail.</param>
    public async Task<HostSwarm> AddSwarmAsync(string kind, int seed, UpgradeRule upgrades, CancellationToken cancellationToken)
    {
        var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(kind, Simulated, cancellationToken);
        var swarm = new HostSwarm(new SwarmOptions
        {
            Server = Fleet.Server.Url, AuthorityFile = Fleet.Server.Authority, Tokens = [token], Hosts = Simulated, Seed = seed,
            OwnConnections = Simulated / 2, RampPerSecond = 50, Version = PublishedPrograms.First, Upgrades = upgrades,
        });
        _swarms.Add(swarm);
        Assert.Equal(0, await swarm.EnrolAsync(cancellationToken));
        await Eventually.HoldsAsync("each simulated host has had an answer", TimeSpan.FromSeconds(60),
            () => swarm.Hosts.All(host => host.Answered > 0), cancellationToken);
        return swarm;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var swarm in _swarms) await swarm.DisposeAsync();
        foreach (var agent in Real.Concat(Mixed))
        {
            if (File.Exists(agent.Layout.ServiceProgram)) await agent.ServiceAsync(CancellationToken.None, "uninstall");
            ProcessesWithin.KillAll(agent.Layout.Root);
        }
        await Fleet.DisposeAsync();
    }

    private async Task SignAsync(CancellationToken cancellationToken)
    {
        var (workshop, stage) = (Fleet.Workshop, Fleet.Stage);
        await workshop.InitAsync(cancellationToken);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
            await workshop.AddAgentAsync(stage.Agent(version), version, cancellationToken);
        await workshop.AddAgentAsync(stage.AgentNamed(FreshVersion), FreshVersion, cancellationToken);
        await workshop.AddAgentAsync(stage.BrokenAgent(CrashVersion, "Crash"), CrashVersion, cancellationToken);
        await workshop.AddAgentAsync(
            stage.MisspeltAgent(DeafVersion, "api/agents/heartbeat", "api/agents/heartbeet"), DeafVersion, cancellationToken);
        // So that a rollout can be taken back.
        await workshop.PermitDowngradeAsync(null, PublishedPrograms.First, DeafVersion, cancellationToken);
        await workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
    }

    private async Task InstallAsync(List<AgentHost> agents, string kind, int count, CancellationToken cancellationToken)
    {
        var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(kind, count, cancellationToken);
        for (var i = 0; i < count; i++)
        {
            var agent = Fleet.NewHost();
            agents.Add(agent);
            (await Fleet.CurlInstallAsync(agent, token, cancellationToken, "--version", PublishedPrograms.First)).MustSucceed();
            agent.EditConf(("pingInterval", "500ms"), ("trialPeriod", "1s"), ("heartbeatInterval", "1s"));
        }
        foreach (var agent in agents) await agent.WaitForPairAsync(TimeSpan.FromSeconds(30), cancellationToken);
    }
}
