using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Harness;
using Aops.Hosting;
using Aops.Native.Processes;

namespace Aops.Integration.Tests.Compat;

/// <summary>A host of before becomes one of now by the ordinary signed upgrade, goes back, and forward again.</summary>
public sealed class UpgradeAcrossTests : CompatTest
{
    [Theory]
    [InlineData("before", "before")]
    [InlineData("before", "now")]
    [InlineData("now", "before")]
    [InlineData("now", "now")]
    public async Task ForwardAndBackAndForward_SubAgentsDoNotNotice(string tool, string server)
    {
        await SignAsync(ToolOf(tool), Old, New);
        await StartServerAsync(server);
        await ToolOf(tool).PublishAsync(Fleet.Server, Stop);
        var host = await InstallAsync(Old);
        var ticker = await RunTickerAsync(host, "1.0.0");

        await UpgradeAsync(host, New);
        await AssertTickerIsAsync(host, ticker);
        await AssertHeardAsync(host, New);

        (await host.ServiceAsync(Stop, "rollback", "--timeout", "60s")).MustSucceed();
        await WaitForCommitAsync(host, Old);
        await AssertTickerIsAsync(host, ticker);
        await AssertHeardAsync(host, Old);

        (await host.ServiceAsync(Stop, "upgrade", "--version", New)).MustSucceed();
        await WaitForCommitAsync(host, New);
        await AssertTickerIsAsync(host, ticker);
        await AssertHeardAsync(host, New);
        await AssertObeysAsync(host);
    }

    // Neither the old version nor the old server knows witnesses, so local health decides.
    [Theory]
    [InlineData("before")]
    [InlineData("now")]
    public async Task ServerIsAwayDuringTrials_BothVersionsAreKept(string server)
    {
        await SignAsync(ToolNow, Old, New);
        await StartServerAsync(server);
        await ToolNow.PublishAsync(Fleet.Server, Stop);
        var host = await InstallAsync(Old);
        host.EditConf(("trialPeriod", "1s"), ("trialDeadline", "12s"));
        await Fleet.OrderAsync(host, New, Stop);
        await host.WaitForAsync(Role.Spm, "is on trial",
            s => s.Agent is { Version: New, Upgrade.Phase: UpgradePhase.Trial }, UpgradeTime, Stop);

        await Fleet.Server.StopAsync();

        await WaitForCommitAsync(host, New);
        // In these two it is away from the beginning.
        foreach (var version in new[] { Old, New })
        {
            (await host.ServiceAsync(Stop, "rollback", "--timeout", "60s")).MustSucceed();
            await WaitForCommitAsync(host, version);
        }
    }

    [Theory]
    [InlineData("Crash", 500)]
    [InlineData("Crash", 0)]
    [InlineData("Hang", 500)]
    public async Task BadReleaseOfNow_IsRolledBackByTheHostOfBefore(string kind, int after)
    {
        const string bad = "3.0.0";
        await SignAsync(ToolNow, Old);
        await ToolNow.AddAgentAsync(Fleet.Stage.BrokenAgent(bad, kind, after), bad, Stop);
        await StartServerAsync("now");
        await ToolNow.PublishAsync(Fleet.Server, Stop);
        var host = await InstallAsync(Old);
        var ticker = await RunTickerAsync(host, "1.0.0");

        await Fleet.OrderAsync(host, bad, Stop);

        await WaitForEndAsync(host, bad, Old, UpgradePhase.RolledBack);
        await AssertTickerIsAsync(host, ticker);
        await AssertHeardAsync(host, Old);
    }

    [Fact]
    public async Task WhatTheHostOfBeforeKept_IsRead()
    {
        var host = await InstallOldAsync();
        await RunTickerAsync(host, "2.0.0");
        var identity = JsonNode.Parse(await File.ReadAllTextAsync(host.Layout.Identity, Stop))!;
        var conf = await File.ReadAllTextAsync(host.Layout.Conf, Stop);

        await UpgradeAsync(host, New);

        var now = JsonNode.Parse(await File.ReadAllTextAsync(host.Layout.Identity, Stop))!;
        foreach (var (name, value) in identity.AsObject())
            Assert.Equal(value?.ToJsonString(), now[name]?.ToJsonString());
        Assert.Equal(conf, await File.ReadAllTextAsync(host.Layout.Conf, Stop));
        // The floor of the sub-agent.
        await Fleet.OrderSubAgentsAsync(host, [new() { ["name"] = Ticker, ["version"] = "1.0.0" }], Stop);
        await host.WaitForAsync(Role.Spm, "the older ticker is refused",
            s => s.Agent.Faults.Concat(s.SubAgents.Select(a => a.Fault ?? ""))
                .Any(f => f.Contains("older", StringComparison.Ordinal)), Soon, Stop);
        Assert.Equal("2.0.0", (await host.WaitForSubAgentAsync(Ticker, Soon, Stop)).Version);
    }

    // Also of what only the other one writes.
    [Theory]
    [InlineData(Old)]
    [InlineData(New)]
    public async Task Uninstall_AfterBothWereThere_LeavesNothing(string last)
    {
        var host = await InstallOldAsync();
        var ticker = await RunTickerAsync(host, "1.0.0");
        await UpgradeAsync(host, New);
        if (last == Old)
        {
            (await host.ServiceAsync(Stop, "rollback", "--timeout", "60s")).MustSucceed();
            await WaitForCommitAsync(host, Old);
        }

        (await host.ServiceAsync(Stop, "uninstall")).MustSucceed();

        Assert.Empty(host.Leftovers());
        Assert.Null(ProcessIdentity.TryRead(ticker));
    }

    [Fact]
    public async Task DesiredStateOfBefore_HoldsWithoutItsServer()
    {
        var host = await InstallOldAsync();
        var ticker = await RunTickerAsync(host, "1.0.0");
        await UpgradeAsync(host, New);
        await Fleet.Server.StopAsync();
        var spm = host.SendTo(Role.Spm, Signal.SIGKILL);
        Signal.Send(ticker, Signal.SIGKILL);

        await host.WaitForSuccessorAsync(Role.Spm, spm, Soon, Stop);

        await host.WaitForSubAgentAsync(Ticker, Soon, Stop, s => s.Pid != ticker && s.Version == "1.0.0");
        await host.WaitForPairAsync(Soon, Stop);
    }

    [Fact]
    public async Task InstallOfNow_OverAHostOfBefore_KeepsWhoItIs()
    {
        var host = await InstallOldAsync();
        await RunTickerAsync(host, "1.0.0");
        var id = await host.IdAsync(Stop);
        // A program of before cannot prove who it is: what installs has to be of now.
        await SignBootstrapAsync(ToolNow, New);
        await ToolNow.PublishAsync(Fleet.Server, Stop);

        (await Fleet.CurlInstallAsync(
            host, await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop), Stop, "--version", New)).MustSucceed();

        Assert.Equal(id, await host.IdAsync(Stop));
        await host.WaitForSubAgentAsync(Ticker, Soon, Stop);
        host.EditConf(("heartbeatInterval", "1s"));
        await AssertHeardAsync(host, New);
    }

    [Fact]
    public async Task VariableThatNobodyDeclaredSettable_IsLeftOut_AndTheFaultNamesIt()
    {
        var host = await InstallOldAsync();
        var ticker = await RunTickerAsync(host, "1.0.0", "hello");
        await Eventually.HoldsAsync("it was greeted", Soon, () => Log(host).Contains("GREETING=hello"), Stop);

        await UpgradeAsync(host, New);

        var status = await host.WaitForSubAgentAsync(Ticker, Soon, Stop, s => s.Fault is not null);
        Assert.Contains("GREETING", status.Fault, StringComparison.Ordinal);
        Signal.Send(status.Pid!.Value, Signal.SIGKILL);
        await host.WaitForSubAgentAsync(Ticker, Soon, Stop, s => s.Pid != ticker && s.Pid != status.Pid);
        await Eventually.HoldsAsync("it runs as signed", Soon, () => Log(host).Contains("GREETING=signed"), Stop);
    }

    private static string Log(AgentHost host) => File.ReadAllText(host.Layout.SubAgentLog(Ticker));

    private async Task<AgentHost> InstallOldAsync()
    {
        await SignAsync(ToolBefore, Old, New);
        await StartServerAsync("before");
        await ToolBefore.PublishAsync(Fleet.Server, Stop);
        var host = await InstallAsync(Old);
        await Fleet.Server.ReplaceAsync(Now, Stop);
        return host;
    }
}
