using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Harness;

namespace Aops.Integration.Tests.Security;

/// <summary>A publisher chooses what its sub-agents do, and not with what rights they do it.</summary>
public sealed class DelegatedRightsTests : IAsyncLifetime
{
    private const string Team = "team";
    private const string Name = "theirs";
    private const string Script = "while :; do sleep 60 & wait $!; done\n";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly Fleet _fleet = new("rights");
    private AgentHost _agent = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Key => Path.Combine(_fleet.Root.Path, "team.pem");

    public async ValueTask InitializeAsync()
    {
        var (workshop, stage) = (_fleet.Workshop, _fleet.Stage);
        await workshop.InitAsync(Stop);
        await workshop.AddAgentAsync(stage.Agent(PublishedPrograms.First), PublishedPrograms.First, Stop);
        await workshop.AddBootstrapAsync(PublishedPrograms.First, Stop);
        ReleaseWorkshop.NewKey(Key);
        await _fleet.StartServerAsync(Stop);
        await _fleet.PublishAsync(Stop);
        _agent = await _fleet.InstallAsync(Stop);
        _agent.EditConf(("heartbeatInterval", "1s"));
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.SendDiagnosticMessage(_agent.LogTail());
        if (File.Exists(_agent.Layout.ServiceProgram)) await _agent.ServiceAsync(CancellationToken.None, "uninstall");
        ProcessesWithin.KillAll(_agent.Layout.Root);
        await _fleet.DisposeAsync();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"user":"root"}""")]
    [InlineData("""{"user":"00","group":"nogroup"}""")]
    [InlineData("""{"user":"nobody","group":"root"}""")]
    public async Task Sec_M10_APublishersSubAgent_IsNoRoot_WhereRootWasNotDelegated(string members)
    {
        var workshop = _fleet.Workshop;
        await workshop.DelegateAsync(Team, Key, Name, Stop);
        var stage = _fleet.Stage.Script(Name, "1.0.0", Script, JsonNode.Parse(members)!.AsObject());
        if ((await workshop.SignAsPublisherAsync(stage, Name, "1.0.0", Team, Key, Stop)).ExitCode != 0)
        {
            // A publisher has a tool of its own, which signs what it likes.
            await workshop.DelegateAsync(Team, Key, Name, Stop, "--allow-root");
            (await workshop.SignAsPublisherAsync(stage, Name, "1.0.0", Team, Key, Stop)).MustSucceed();
            await workshop.DelegateAsync(Team, Key, Name, Stop);
        }
        await workshop.RefreshAsync(30, Stop);
        await _fleet.PublishAsync(Stop);

        await OrderAsync();

        bool IsRefused(StatusReply s) => s.Agent.Faults.Any(f =>
            f.Contains($"{Name} 1.0.0 of publisher {Team} is refused", StringComparison.Ordinal));
        var status = await _agent.WaitForAsync(Role.Spm, "it is refused, or installed",
            s => IsRefused(s) || s.SubAgents.Any(a => a.Name == Name), Soon, Stop);
        Assert.True(IsRefused(status));
        Assert.False(Directory.Exists(Path.Combine(_agent.Layout.SubAgentReleases(Name), "1.0.0")));
    }

    [Fact]
    public async Task Sec_M10_WithinItsRights_APublishersSubAgentRuns()
    {
        var workshop = _fleet.Workshop;
        await workshop.DelegateAsync(Team, Key, Name, Stop, "--user", "nobody");
        var stage = _fleet.Stage.Script(Name, "1.0.0", Script, new JsonObject { ["user"] = "nobody" });
        (await workshop.SignAsPublisherAsync(stage, Name, "1.0.0", Team, Key, Stop)).MustSucceed();
        await workshop.RefreshAsync(30, Stop);
        await _fleet.PublishAsync(Stop);

        await OrderAsync();

        await _agent.WaitForSubAgentAsync(Name, Soon, Stop);
    }

    private Task OrderAsync() => _fleet.OrderSubAgentsAsync(
        _agent, [new() { ["name"] = Name, ["version"] = "1.0.0" }], Stop);
}
