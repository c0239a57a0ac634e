using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>What the signer has to say of time and of older versions; a repository of its own, as each test changes it.</summary>
public sealed class TrustTests() : OwnFleetTest("trust")
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UpgradeTime = TimeSpan.FromSeconds(120);

    protected override async Task SignAsync(ReleaseWorkshop workshop, PackageStage stage)
    {
        workshop.WaysBack = false;
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
        {
            await workshop.AddAgentAsync(stage.Agent(version), version, Stop);
            await workshop.AddSubAgentAsync(
                stage.Script(FleetFixture.Ticker, version, WaitingScript), FleetFixture.Ticker, version, Stop);
        }
    }

    [Fact]
    public async Task OlderVersion_IsRefusedAndReported_UntilThePermissionIsSigned()
    {
        var workshop = Fleet.Workshop;
        await OrderAsync(PublishedPrograms.Second);
        await WaitForCommitAsync(PublishedPrograms.Second);
        var spm = Agent.MustFind(Role.Spm);

        await OrderAsync(PublishedPrograms.First);
        const string why = "1.0.0 is older than 2.0.0, and no signed permission lets this host go back; keeping 2.0.0";
        await WaitForFaultAtServerAsync(why);
        Assert.Contains(why, await CommandAsync("rollback"), StringComparison.Ordinal);
        Assert.Equal(spm, Agent.MustFind(Role.Spm));

        // A permission that another release has outlived is none.
        await workshop.PermitDowngradeAsync(null, "1.0.0", "1.9.0", Stop);
        await Fleet.PublishAsync(Stop);
        await OrderAsync(PublishedPrograms.First);
        await WaitForFaultAtServerAsync("lets hosts go back only from 1.9.0 or older; keeping 2.0.0");
        Assert.Equal(spm, Agent.MustFind(Role.Spm));

        await workshop.PermitDowngradeAsync(null, "1.0.0", "2.0.0", Stop);
        await Fleet.PublishAsync(Stop);
        await OrderAsync(PublishedPrograms.First);
        await WaitForCommitAsync(PublishedPrograms.First);
    }

    [Fact]
    public async Task OlderSubAgent_IsRefused_AlsoAfterItsRemoval_UntilThePermissionIsSigned()
    {
        var after = await RunTickerAsync(PublishedPrograms.Second);
        await OrderTickerAsync(PublishedPrograms.First);
        const string why = "1.0.0 is older than 2.0.0, and no signed permission lets this host go back";
        await WaitForFaultAtServerAsync($"sub-agent {FleetFixture.Ticker}: {why}");
        Assert.Equal(after, (await TickerAsync(PublishedPrograms.Second)).Pid);

        await Fleet.OrderSubAgentsAsync(Agent, [], Stop);
        await Agent.WaitForAsync(Role.Spm, "is rid of it", s => s.SubAgents.Count == 0, Soon, Stop);
        await OrderTickerAsync(PublishedPrograms.First);
        await WaitForFaultAtServerAsync($"sub-agent {FleetFixture.Ticker}: {why}");

        await Fleet.Workshop.PermitDowngradeAsync(FleetFixture.Ticker, "1.0.0", "2.0.0", Stop);
        await Fleet.PublishAsync(Stop);
        await RunTickerAsync(PublishedPrograms.First);
    }

    [Fact]
    public async Task InstallOfAnOlderVersion_IsRefused_AndChangesNothing()
    {
        await OrderAsync(PublishedPrograms.Second);
        await WaitForCommitAsync(PublishedPrograms.Second);
        var spm = Agent.MustFind(Role.Spm);

        var refused = await Agent.ServiceAsync(Stop, "install", "--version", PublishedPrograms.First);

        Assert.Equal(ExitCodes.NoPermission, refused.ExitCode);
        Assert.Contains("1.0.0 is older than 2.0.0", refused.Error, StringComparison.Ordinal);
        Assert.Equal(spm, Agent.MustFind(Role.Spm));
    }

    [Fact]
    public async Task InstallWithoutAVersion_TakesWhatIsPromoted_NotWhatIsMerelyPublished()
    {
        var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
        var refused = await Fleet.CurlInstallAsync(Fleet.NewHost(), token, Stop);
        Assert.Equal(ExitCodes.Unavailable, refused.ExitCode);
        Assert.Contains("no version of the suite is desired at the server yet", refused.Error, StringComparison.Ordinal);

        await Fleet.Workshop.PromoteAsync(Fleet.Server, PublishedPrograms.First, agentId: null, Stop);
        var host = Fleet.NewHost();
        token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
        (await Fleet.CurlInstallAsync(host, token, Stop)).MustSucceed();
        var status = await host.WaitForAsync(Role.Spm, "answers", _ => true, Soon, Stop);
        Assert.Equal(PublishedPrograms.First, status.Agent.Version);
        (await host.ServiceAsync(Stop, "uninstall")).MustSucceed();
    }

    [Fact]
    public async Task ExpiredMetadata_StopsNoAgent_RefusesTheNewVersion_AndNamesTheExpiry()
    {
        var ticker = await RunTickerAsync(PublishedPrograms.First);
        await Fleet.Workshop.RefreshAsync(days: 0, Stop);
        await ServeExpiredAsync();
        var spm = Agent.MustFind(Role.Spm);

        await OrderAsync(PublishedPrograms.Second);

        await WaitForFaultAtServerAsync("upgrade to 2.0.0: timestamp metadata expired at 20");
        await AssertBeatsAsync();
        Assert.Equal(spm, Agent.MustFind(Role.Spm));
        Assert.Equal(ticker, (await TickerAsync(PublishedPrograms.First)).Pid);
        // Not even a start anew needs metadata that are fresh.
        Agent.SendTo(Role.Spm, Native.Processes.Signal.SIGKILL);
        await Agent.WaitForSuccessorAsync(Role.Spm, spm, Soon, Stop);
        await AssertBeatsAsync();
        Assert.Equal(ticker, (await TickerAsync(PublishedPrograms.First)).Pid);

        await Fleet.Workshop.RefreshAsync(days: 1, Stop);
        await Fleet.PublishAsync(Stop);

        // The order still stands: nobody gives it again.
        await WaitForCommitAsync(PublishedPrograms.Second);
        Assert.Equal(ticker, (await TickerAsync(PublishedPrograms.First)).Pid);
    }

    // A server takes no metadata that has expired; it expires where it lies.
    private async Task ServeExpiredAsync()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => Fleet.PublishAsync(Stop));
        await Fleet.Server.StopAsync();
        var source = Path.Combine(Fleet.Workshop.Repository, "metadata");
        foreach (var file in Directory.GetFiles(source))
        {
            File.Copy(
                file, Path.Combine(Fleet.Server.Repository, "metadata", Path.GetFileName(file)), overwrite: true);
        }
        await Fleet.Server.StartAsync(Stop);
    }

    private Task OrderAsync(string version) => Fleet.OrderAsync(Agent, version, Stop);

    private Task OrderTickerAsync(string version) => Fleet.OrderSubAgentsAsync(
        Agent, [new() { ["name"] = FleetFixture.Ticker, ["version"] = version }], Stop);

    private Task<Contracts.Wire.SubAgentStatus> TickerAsync(string version) =>
        Agent.WaitForSubAgentAsync(FleetFixture.Ticker, UpgradeTime, Stop, s => s.Version == version);

    private async Task<int?> RunTickerAsync(string version)
    {
        await OrderTickerAsync(version);
        var status = await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, UpgradeTime, Stop,
            s => s.Version == version && s.Upgrade is { Phase: UpgradePhase.Success });
        return status.Pid;
    }

    private Task<StatusReply> WaitForCommitAsync(string version) =>
        Agent.WaitForAsync(Role.Spm, $"{version} is committed",
            s => s.Agent.Version == version && s.Agent.SpaVersion == version
                && s.Agent.Upgrade is { Phase: UpgradePhase.Success } upgrade && upgrade.To == version,
            UpgradeTime, Stop);

    // Not what the host says of itself, but what arrives.
    private async Task WaitForFaultAtServerAsync(string part)
    {
        var id = await Agent.IdAsync(Stop);
        await Eventually.GetAsync($"the server is told '{part}'", Soon, async token =>
            (await Fleet.Server.Api.GetAgentAsync(id, token))["heartbeat"]!["agent"]!["faults"]!.AsArray()
                .Select(fault => fault!.GetValue<string>()).FirstOrDefault(fault => fault.Contains(part)), Stop);
    }

    private async Task<string> CommandAsync(string kind)
    {
        var id = await Agent.IdAsync(Stop);
        await Fleet.Server.Api.CommandAsync(id, kind, Stop);
        return await Eventually.GetAsync($"the command {kind} ends", Soon, async token =>
            (await Fleet.Server.Api.ListCommandsAsync(id, token))
                .FirstOrDefault(c => c!["state"]!.GetValue<string>() == "ended")?["result"]!["message"]!
                .GetValue<string>(), Stop);
    }

    private async Task AssertBeatsAsync()
    {
        var last = (await Agent.WaitForAsync(
            Role.Spm, "a heartbeat", s => s.LastHeartbeatAt is not null, Soon, Stop)).LastHeartbeatAt;
        await Agent.WaitForAsync(Role.Spm, "a further heartbeat", s => s.LastHeartbeatAt > last, Soon, Stop);
    }
}
