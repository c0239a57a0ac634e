using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Integration.Tests.Compat;

/// <summary>
/// What tests with the programs of an earlier commit share: <c>./build.sh compat</c> publishes them. Each test has a
/// fleet of its own, in which every part (server, tool, agent) is of before or of now.
/// </summary>
public abstract class CompatTest : IAsyncLifetime
{
    /// <summary>The programs of before.</summary>
    protected const string Old = "1.0.0";

    /// <summary>The programs of before as a later version.</summary>
    protected const string OldNext = "1.1.0";

    /// <summary>The programs of now.</summary>
    protected const string New = "2.0.0";

    /// <summary>The programs of now as a later version.</summary>
    protected const string NewNext = "2.1.0";

    /// <summary>A sub-agent whose specification any version of the suite reads, in two versions.</summary>
    protected const string Ticker = "ticker";

    protected static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    protected static readonly TimeSpan UpgradeTime = TimeSpan.FromSeconds(120);

    // A request that is held since before the test's settings took effect is held for the default interval.
    private static readonly TimeSpan HeartbeatTime = TimeSpan.FromSeconds(60);

    private const string TickerScript = """
        echo "started GREETING=$GREETING"
        while :; do sleep 60 & wait $!; done
        """;

    private readonly List<AgentHost> _hosts = [];

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected PublishedPrograms Now { get; private set; } = null!;

    protected PublishedPrograms Before { get; private set; } = null!;

    /// <summary>Its own tool and packages are those of now; its server is of whatever a test starts.</summary>
    protected Fleet Fleet { get; private set; } = null!;

    /// <summary>The publisher's tool of before, with the keys and the repository of <see cref="ToolNow"/>.</summary>
    protected ReleaseWorkshop ToolBefore { get; private set; } = null!;

    protected ReleaseWorkshop ToolNow => Fleet.Workshop;

    public ValueTask InitializeAsync()
    {
        var before = PublishedPrograms.TryFindBefore();
        Assert.SkipWhen(before is null,
            "no programs of an earlier commit are published (AOPS_PUBLISH_BEFORE): ./build.sh compat does it");
        (Now, Before) = (PublishedPrograms.Find(), before!);
        Fleet = new Fleet("compat");
        ToolBefore = new ReleaseWorkshop(Before, Fleet.Root.Folder("publisher"));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Fleet is null) return;
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            foreach (var host in _hosts) TestContext.Current.TestOutputHelper?.WriteLine(host.LogTail());
        await Fleet.DisposeAsync();
    }

    protected ReleaseWorkshop ToolOf(string when) => when == "now" ? ToolNow : ToolBefore;

    protected PublishedPrograms ProgramsOf(string when) => when == "now" ? Now : Before;

    /// <summary>Makes keys and a repository: these versions of the suite, and both of the ticker.</summary>
    protected async Task SignAsync(ReleaseWorkshop tool, params string[] versions)
    {
        await tool.InitAsync(Stop);
        foreach (var version in versions) await SignAgentAsync(tool, version);
        // The program that installs a host has the version that the host runs first.
        await SignBootstrapAsync(tool, versions[0]);
        foreach (var version in new[] { "1.0.0", "2.0.0" }) await SignTickerAsync(tool, version);
    }

    protected Task SignAgentAsync(ReleaseWorkshop tool, string version) =>
        tool.AddAgentAsync(StageAgent(version), version, Stop);

    protected Task SignBootstrapAsync(ReleaseWorkshop tool, string version) => tool.AddBootstrapAsync(
        Path.Combine(StageAgent(version), "bin/aops-agent-service"), version, Stop);

    protected Task SignTickerAsync(ReleaseWorkshop tool, string version) => tool.AddSubAgentAsync(
        Fleet.Stage.Script(Ticker, version, TickerScript,
            new() { ["env"] = new JsonObject { ["GREETING"] = "signed" } }),
        Ticker, version, Stop);

    protected Task StartServerAsync(string when) => Fleet.StartServerAsync(ProgramsOf(when), Stop);

    /// <summary>Installs a host by the line of the server's page.</summary>
    protected async Task<AgentHost> InstallAsync(string version)
    {
        var host = await Fleet.InstallAsync(version, Stop);
        host.EditConf(
            ("pingInterval", "500ms"), ("pingTimeout", "2s"), ("trialPeriod", "3s"), ("trialDeadline", "30s"),
            ("heartbeatInterval", "1s"));
        _hosts.Add(host);
        return host;
    }

    protected async Task<int> RunTickerAsync(AgentHost host, string version, string? greeting = null)
    {
        var wanted = new JsonObject { ["name"] = Ticker, ["version"] = version };
        if (greeting is not null) wanted["env"] = new JsonObject { ["GREETING"] = greeting };
        await Fleet.OrderSubAgentsAsync(host, [wanted], Stop);
        return (await host.WaitForSubAgentAsync(Ticker, Soon, Stop, s => s.Version == version)).Pid!.Value;
    }

    protected static async Task AssertTickerIsAsync(AgentHost host, int pid) =>
        Assert.Equal(pid, (await host.WaitForSubAgentAsync(Ticker, Soon, Stop)).Pid);

    /// <summary>Orders a version, and waits until both processes of the pair run it and it is committed.</summary>
    protected async Task UpgradeAsync(AgentHost host, string version)
    {
        await Fleet.OrderAsync(host, version, Stop);
        await WaitForCommitAsync(host, version);
    }

    protected static Task<StatusReply> WaitForCommitAsync(AgentHost host, string version) =>
        WaitForEndAsync(host, version, version, UpgradePhase.Success);

    protected static async Task<StatusReply> WaitForEndAsync(
        AgentHost host, string to, string runs, UpgradePhase phase)
    {
        var status = await host.WaitForAsync(Role.Spm, $"the upgrade to {to} ends",
            s => s.Agent.Upgrade is
            {
                Phase: UpgradePhase.Success or UpgradePhase.RolledBack or UpgradePhase.Failed,
            } upgrade && upgrade.To == to && s.Agent.SpaVersion == runs, UpgradeTime, Stop);
        Assert.Equal((phase, runs, runs), (status.Agent.Upgrade!.Phase, status.Agent.Version, status.Agent.SpaVersion));
        return status;
    }

    private string StageAgent(string version)
    {
        var programs = version is Old or OldNext ? Before : Now;
        return new PackageStage(programs, Fleet.Root.Folder("stage-of-versions")).AgentNamed(version);
    }

    /// <summary>The server hears the host again, and the version that it runs.</summary>
    protected async Task AssertHeardAsync(AgentHost host, string version)
    {
        var last = (await host.WaitForAsync(
            Role.Spm, "a heartbeat", s => s.LastHeartbeatAt is not null, HeartbeatTime, Stop)).LastHeartbeatAt;
        await host.WaitForAsync(Role.Spm, "a further heartbeat", s => s.LastHeartbeatAt > last, HeartbeatTime, Stop);
        var id = await host.IdAsync(Stop);
        await Eventually.HoldsAsync($"the server knows {version} of {id}", Soon, async token =>
            (string?)(await Fleet.Server.Api.GetAgentAsync(id, token))["heartbeat"]?["agent"]?["version"] == version, Stop);
    }

    /// <summary>A command arrives, and its result comes back.</summary>
    protected async Task AssertObeysAsync(AgentHost host)
    {
        var id = await host.IdAsync(Stop);
        await Fleet.Server.Api.CommandAsync(id, "collect-log", Stop);
        // A command in a reply that the host abandoned for news is delivered again after 30 s.
        var result = await Eventually.GetAsync("the command ends", UpgradeTime, async token =>
            (await Fleet.Server.Api.ListCommandsAsync(id, token))
                .LastOrDefault(c => (string?)c!["state"] == "ended")?["result"], Stop);
        Assert.Equal("succeeded", (string?)result["outcome"]);
    }
}
