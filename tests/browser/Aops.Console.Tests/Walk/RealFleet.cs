using Aops.Console.Tests.Support;
using Aops.Harness;
using Aops.Swarm;
using Aops.Swarm.Runs;
using Microsoft.Playwright;

namespace Aops.Console.Tests.Walk;

/// <summary>The published server with signed releases, and a browser; hosts come by what the pages say.</summary>
public sealed class RealFleet : IAsyncLifetime
{
    /// <summary>Simulated hosts around the real ones.</summary>
    public const int Simulated = 500;

    private readonly List<AgentHost> _agents = [];
    private Fleet? _fleet;
    private Chromium? _chromium;
    private HostSwarm? _swarm;

    /// <summary>The server and the publisher. A test that asks for them is skipped where they cannot be had.</summary>
    internal Fleet Fleet => Started(_fleet);

    /// <summary>Why the tests are skipped; null where they are not.</summary>
    private static string? Missing => Chromium.Missing
        ?? (PublishedPrograms.AreThere ? null : "the programs are not published: ./build.sh publish");

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null) return;
        var cancellationToken = CancellationToken.None;
        Directory.CreateDirectory(ConsoleBench.Pictures);
        _fleet = new Fleet("console");
        await _fleet.Workshop.InitAsync(cancellationToken);
        await _fleet.Workshop.AddAgentAsync(_fleet.Stage.Agent(PublishedPrograms.First), PublishedPrograms.First, cancellationToken);
        await _fleet.Workshop.AddSubAgentAsync(
            _fleet.Stage.HostMetrics(PublishedPrograms.First), Fleet.OwnSubAgent, PublishedPrograms.First, cancellationToken);
        await _fleet.Workshop.AddBootstrapAsync(PublishedPrograms.First, cancellationToken);
        await _fleet.StartServerAsync(cancellationToken);
        await _fleet.PublishAsync(cancellationToken);
        _chromium = await Chromium.StartAsync();
    }

    /// <summary>Opens the console as a browser that has never been there.</summary>
    internal async Task<ConsolePage> OpenAsync()
    {
        var context = await Started(_chromium).Browser.NewContextAsync(new BrowserNewContextOptions
        {
            IgnoreHTTPSErrors = true, ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
        });
        var page = new ConsolePage(context, await context.NewPageAsync(), Fleet.Server.Url);
        await page.GoAsync("");
        return page;
    }

    /// <summary>Installs an agent by the line that a page shows, as its reader would: in a shell, with the server's certificate beside.</summary>
    internal async Task<AgentHost> InstallAsync(string line, CancellationToken cancellationToken)
    {
        var agent = Fleet.NewHost();
        _agents.Add(agent);
        var folder = Fleet.Root.Folder($"shell{_agents.Count}");
        File.Copy(Fleet.Server.Authority, Path.Combine(folder, "ca.pem"));
        (await Command.RunAsync("/bin/sh", ["-c", $"cd '{folder}'\n{line} --root '{agent.Layout.Root}'"], cancellationToken)).MustSucceed();
        agent.EditConf(("pingInterval", "500ms"), ("heartbeatInterval", "1s"));
        return agent;
    }

    /// <summary>Lets simulated hosts enrol.</summary>
    internal async Task AddSwarmAsync(string token, CancellationToken cancellationToken)
    {
        _swarm = new HostSwarm(new SwarmOptions
        {
            Server = Fleet.Server.Url, AuthorityFile = Fleet.Server.Authority, Tokens = [token], Hosts = Simulated, Seed = 5,
            OwnConnections = 0, RampPerSecond = 200, Version = PublishedPrograms.First,
        });
        Assert.Equal(0, await _swarm.EnrolAsync(cancellationToken));
        await Harness.Eventually.HoldsAsync("each simulated host has had an answer", TimeSpan.FromSeconds(60),
            () => _swarm.Hosts.All(host => host.Answered > 0), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        if (_swarm is not null) await _swarm.DisposeAsync();
        if (_chromium is not null) await _chromium.DisposeAsync();
        foreach (var agent in _agents)
        {
            if (File.Exists(agent.Layout.ServiceProgram)) await agent.ServiceAsync(CancellationToken.None, "uninstall");
            ProcessesWithin.KillAll(agent.Layout.Root);
        }
        if (_fleet is not null) await _fleet.DisposeAsync();
    }

    private static T Started<T>(T? part)
        where T : class
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        return part ?? throw new InvalidOperationException("the fleet is not started");
    }
}
