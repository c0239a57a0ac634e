using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;

namespace Aops.Integration.Tests.Compat;

/// <summary>A host of before, whose server is of now.</summary>
public sealed class OldHostTests : CompatTest
{
    [Fact]
    public async Task ServerIsReplaced_ItsHostGoesOn_AndTakesOrdersAndVersions()
    {
        await SignAsync(ToolBefore, Old);
        await StartServerAsync("before");
        await ToolBefore.PublishAsync(Fleet.Server, Stop);
        var host = await InstallAsync(Old);
        var ticker = await RunTickerAsync(host, "1.0.0", "hello");
        var id = await host.IdAsync(Stop);

        await Fleet.Server.ReplaceAsync(Now, Stop);

        await AssertHeardAsync(host, Old);
        Assert.Equal(id, await host.IdAsync(Stop));
        await AssertTickerIsAsync(host, ticker);
        Assert.NotEqual(ticker, await RunTickerAsync(host, "2.0.0", "hello"));
        await AssertObeysAsync(host);
        // Signed over the repository of before, by the tool of now.
        await SignAgentAsync(ToolNow, OldNext);
        await ToolNow.PublishAsync(Fleet.Server, Stop);
        ticker = (await host.WaitForSubAgentAsync(Ticker, Soon, Stop)).Pid!.Value;
        await UpgradeAsync(host, OldNext);
        await AssertTickerIsAsync(host, ticker);
    }

    [Fact]
    public async Task ServerOfBefore_OverWhatTheOneOfNowWrote_RefusesInASentence_AndNothingIsLost()
    {
        await SignAsync(ToolBefore, Old);
        await StartServerAsync("before");
        await ToolBefore.PublishAsync(Fleet.Server, Stop);
        var host = await InstallAsync(Old);
        await Fleet.Server.ReplaceAsync(Now, Stop);
        await AssertHeardAsync(host, Old);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Fleet.Server.ReplaceAsync(Before, Stop));

        Assert.Contains($"exit code {ExitCodes.BadData}", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(
            "start the server version that wrote it, or a newer one", refusal.Message, StringComparison.Ordinal);
        await Fleet.Server.ReplaceAsync(Now, Stop);
        await AssertHeardAsync(host, Old);
        await RunTickerAsync(host, "1.0.0");
        await AssertObeysAsync(host);
    }

    [Theory]
    [InlineData("before")]
    [InlineData("now")]
    public async Task InstallScriptOfNow_EnrolsIt(string tool)
    {
        await SignAsync(ToolOf(tool), Old, OldNext);
        await StartServerAsync("now");
        await ToolOf(tool).PublishAsync(Fleet.Server, Stop);

        var host = await InstallAsync(Old);

        var ticker = await RunTickerAsync(host, "1.0.0", "hello");
        await AssertHeardAsync(host, Old);
        await UpgradeAsync(host, OldNext);
        await AssertTickerIsAsync(host, ticker);
        await AssertObeysAsync(host);
    }

    [Fact]
    public async Task InstallOfBeforeAgain_WithoutAToken_KeepsWhoItIs()
    {
        await SignAsync(ToolBefore, Old, OldNext);
        await StartServerAsync("before");
        await ToolBefore.PublishAsync(Fleet.Server, Stop);
        var host = await InstallAsync(Old);
        var id = await host.IdAsync(Stop);
        await Fleet.Server.ReplaceAsync(Now, Stop);

        (await host.ServiceAsync(Stop, "install", "--version", OldNext)).MustSucceed();

        await host.WaitForPairAsync(Soon, Stop);
        Assert.Equal(id, await host.IdAsync(Stop));
        await AssertHeardAsync(host, OldNext);
    }

    // It cannot prove who it is; the operator hears of it.
    [Fact]
    public async Task InstallOfBeforeAgain_WithAToken_GetsAnotherIdentity_AndTheOperatorIsTold()
    {
        await SignAsync(ToolBefore, Old);
        await StartServerAsync("before");
        await ToolBefore.PublishAsync(Fleet.Server, Stop);
        var host = await InstallAsync(Old);
        var id = await host.IdAsync(Stop);
        await Fleet.Server.ReplaceAsync(Now, Stop);
        var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);

        (await host.ServiceAsync(Stop, "install", "--version", Old, "--token", token)).MustSucceed();

        await host.WaitForPairAsync(Soon, Stop);
        Assert.NotEqual(id, await host.IdAsync(Stop));
        Assert.Contains("identity-withheld", await Fleet.Server.Api.EventsAsync(Stop), StringComparison.Ordinal);
        await AssertHeardAsync(host, Old);
    }

    // Its specification says what a server may set, and its program speaks to spm.
    [Fact]
    public async Task SubAgentOfNow_RunsOnIt_AndReports()
    {
        await SignAsync(ToolNow, Old, New);
        await ToolNow.AddSubAgentAsync(Fleet.Stage.HostMetrics("1.0.0"), Fleet.OwnSubAgent, "1.0.0", Stop);
        await StartServerAsync("now");
        await ToolNow.PublishAsync(Fleet.Server, Stop);
        var host = await InstallAsync(Old);

        await Fleet.OrderSubAgentsAsync(host,
        [
            new()
            {
                ["name"] = Fleet.OwnSubAgent,
                ["version"] = "1.0.0",
                ["env"] = new JsonObject { ["INTERVAL_SECONDS"] = "2" },
            },
        ], Stop);

        var status = await host.WaitForSubAgentAsync(Fleet.OwnSubAgent, Soon, Stop, s => s.Report is not null);
        await UpgradeAsync(host, New);
        var after = await host.WaitForSubAgentAsync(Fleet.OwnSubAgent, Soon, Stop, s => s.Report is not null);
        Assert.Equal((status.Pid, (string?)null), (after.Pid, after.Fault));
    }
}
