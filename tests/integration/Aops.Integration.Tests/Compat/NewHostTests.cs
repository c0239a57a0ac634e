using Aops.Contracts;
using Aops.Harness;

namespace Aops.Integration.Tests.Compat;

/// <summary>A host of now, whose server or repository is of before.</summary>
public sealed class NewHostTests : CompatTest
{
    private const string Team = "acme";

    private const string TeamSubAgent = "acme-probe";

    [Theory]
    [InlineData("before")]
    [InlineData("now")]
    public async Task ServerOfBefore_InstallsIt_AndIsObeyed(string tool)
    {
        await SignAsync(ToolOf(tool), New, NewNext);
        await StartServerAsync("before");
        await ToolOf(tool).PublishAsync(Fleet.Server, Stop);

        var host = await InstallAsync(New);

        var ticker = await RunTickerAsync(host, "1.0.0");
        await AssertHeardAsync(host, New);
        await AssertObeysAsync(host);
        // This server cannot be asked by a witness, which does not count against a version.
        await UpgradeAsync(host, NewNext);
        await AssertTickerIsAsync(host, ticker);
        await AssertHeardAsync(host, NewNext);
        (await host.ServiceAsync(Stop, "rollback", "--timeout", "60s")).MustSucceed();
        await WaitForCommitAsync(host, New);
        await AssertTickerIsAsync(host, ticker);
    }

    [Fact]
    public async Task ServerOfBeforeIsAwayDuringTheTrial_TheVersionIsKept()
    {
        await SignAsync(ToolNow, New, NewNext);
        await StartServerAsync("before");
        await ToolNow.PublishAsync(Fleet.Server, Stop);
        var host = await InstallAsync(New);
        host.EditConf(("trialPeriod", "1s"), ("trialDeadline", "12s"));
        await Fleet.OrderAsync(host, NewNext, Stop);
        await host.WaitForAsync(Role.Spm, "is on trial",
            s => s.Agent is { Version: NewNext, Upgrade.Phase: Contracts.Wire.UpgradePhase.Trial }, UpgradeTime, Stop);

        await Fleet.Server.StopAsync();

        await WaitForCommitAsync(host, NewNext);
    }

    [Fact]
    public async Task RepositoryOfBefore_IsTaken_AndGoesOnUnderTheToolOfNow()
    {
        var key = Path.Combine(Fleet.Root.Path, "team.pem");
        ReleaseWorkshop.NewKey(key);
        await SignAsync(ToolBefore, New);
        await ToolBefore.DelegateAsync(Team, key, TeamSubAgent, Stop);
        await SignTeamAsync(ToolBefore, "1.0.0", key);
        await ToolBefore.RefreshAsync(90, Stop);
        await StartServerAsync("now");
        await ToolBefore.PublishAsync(Fleet.Server, Stop);
        var host = await InstallAsync(New);
        var ticker = await RunTickerAsync(host, "1.0.0");
        await Fleet.OrderSubAgentsAsync(host, [Wanted(Ticker, "1.0.0"), Wanted(TeamSubAgent, "1.0.0")], Stop);
        await host.WaitForSubAgentAsync(TeamSubAgent, Soon, Stop);

        await SignAgentAsync(ToolNow, NewNext);
        await SignTeamAsync(ToolNow, "2.0.0", key);
        await ToolNow.RefreshAsync(7, Stop);
        await ToolNow.PublishAsync(Fleet.Server, Stop);

        await UpgradeAsync(host, NewNext);
        await AssertTickerIsAsync(host, ticker);
        await Fleet.OrderSubAgentsAsync(host, [Wanted(Ticker, "2.0.0"), Wanted(TeamSubAgent, "2.0.0")], Stop);
        await host.WaitForSubAgentAsync(TeamSubAgent, Soon, Stop, s => s.Version == "2.0.0");
        await host.WaitForSubAgentAsync(Ticker, Soon, Stop, s => s.Version == "2.0.0");
        // The publisher's machine still has the tool of before.
        await SignTeamAsync(ToolBefore, "3.0.0", key);
        await ToolBefore.RefreshAsync(90, Stop);
        await ToolBefore.PublishAsync(Fleet.Server, Stop);
        await Fleet.OrderSubAgentsAsync(host, [Wanted(Ticker, "2.0.0"), Wanted(TeamSubAgent, "3.0.0")], Stop);
        await host.WaitForSubAgentAsync(TeamSubAgent, Soon, Stop, s => s.Version == "3.0.0");
    }

    private static System.Text.Json.Nodes.JsonObject Wanted(string name, string version) =>
        new() { ["name"] = name, ["version"] = version };

    private async Task SignTeamAsync(ReleaseWorkshop tool, string version, string key) =>
        (await tool.SignAsPublisherAsync(
            Fleet.Stage.Script(TeamSubAgent, version, "while :; do sleep 60 & wait $!; done\n"),
            TeamSubAgent, version, Team, key, Stop)).MustSucceed();
}
