using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>What the signer has to say of time and of older versions; a repository of its own, as each test changes it.</summary>
public sealed class TrustTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan UpgradeTime = TimeSpan.FromSeconds(120);

    private readonly Fleet _fleet = new("trust");
    private AgentHost _agent = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var (workshop, stage) = (_fleet.Workshop, _fleet.Stage);
        await workshop.InitAsync(Stop);
        foreach (var version in new[] { PublishedPrograms.First, PublishedPrograms.Second })
        {
            await workshop.AddAgentAsync(stage.Agent(version), version, Stop);
            await workshop.AddSubAgentAsync(
                stage.Script(FleetFixture.Ticker, version, "exec sleep 1000000\n"), FleetFixture.Ticker, version, Stop);
        }
        await workshop.AddBootstrapAsync(PublishedPrograms.First, Stop);
        await _fleet.StartServerAsync(Stop);
        await _fleet.PublishAsync(Stop);
        _agent = await _fleet.InstallAsync(Stop);
        _agent.EditConf(("pingInterval", "500ms"), ("trialPeriod", "1s"), ("heartbeatInterval", "1s"));
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
            TestContext.Current.SendDiagnosticMessage(_agent.LogTail());
        if (File.Exists(_agent.Layout.ServiceProgram)) await _agent.ServiceAsync(CancellationToken.None, "uninstall");
        ProcessesWithin.KillAll(_agent.Layout.Root);
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task OlderVersion_IsRefusedAndReported_UntilThePermissionIsSigned()
    {
        var workshop = _fleet.Workshop;
        await OrderAsync(PublishedPrograms.Second);
        await WaitForCommitAsync(PublishedPrograms.Second);
        var spm = _agent.MustFind(Role.Spm);

        await OrderAsync(PublishedPrograms.First);
        const string why = "1.0.0 is older than 2.0.0, and no signed permission lets this host go back; keeping 2.0.0";
        await WaitForFaultAtServerAsync(why);
        Assert.Contains(why, await CommandAsync("rollback"), StringComparison.Ordinal);
        Assert.Equal(spm, _agent.MustFind(Role.Spm));

        // A permission that another release has outlived is none.
        await workshop.PermitDowngradeAsync(null, "1.0.0", "1.9.0", Stop);
        await _fleet.PublishAsync(Stop);
        await OrderAsync(PublishedPrograms.First);
        await WaitForFaultAtServerAsync("lets hosts go back only from 1.9.0 or older; keeping 2.0.0");
        Assert.Equal(spm, _agent.MustFind(Role.Spm));

        await workshop.PermitDowngradeAsync(null, "1.0.0", "2.0.0", Stop);
        await _fleet.PublishAsync(Stop);
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

        await _fleet.OrderSubAgentsAsync(_agent, [], Stop);
        await _agent.WaitForAsync(Role.Spm, "is rid of it", s => s.SubAgents.Count == 0, Soon, Stop);
        await OrderTickerAsync(PublishedPrograms.First);
        await WaitForFaultAtServerAsync($"sub-agent {FleetFixture.Ticker}: {why}");

        await _fleet.Workshop.PermitDowngradeAsync(FleetFixture.Ticker, "1.0.0", "2.0.0", Stop);
        await _fleet.PublishAsync(Stop);
        await RunTickerAsync(PublishedPrograms.First);
    }

    [Fact]
    public async Task InstallOfAnOlderVersion_IsRefused_AndChangesNothing()
    {
        await OrderAsync(PublishedPrograms.Second);
        await WaitForCommitAsync(PublishedPrograms.Second);
        var spm = _agent.MustFind(Role.Spm);

        var refused = await _agent.ServiceAsync(Stop, "install", "--version", PublishedPrograms.First);

        Assert.Equal(ExitCodes.NoPermission, refused.ExitCode);
        Assert.Contains("1.0.0 is older than 2.0.0", refused.Error, StringComparison.Ordinal);
        Assert.Equal(spm, _agent.MustFind(Role.Spm));
    }

    [Fact]
    public async Task InstallWithoutAVersion_TakesWhatIsPromoted_NotWhatIsMerelyPublished()
    {
        var token = await _fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
        var refused = await _fleet.CurlInstallAsync(_fleet.NewHost(), token, Stop);
        Assert.Equal(ExitCodes.Unavailable, refused.ExitCode);
        Assert.Contains("the server wants no version of the suite yet", refused.Error, StringComparison.Ordinal);

        await _fleet.Workshop.PromoteAsync(_fleet.Server, PublishedPrograms.First, agentId: null, Stop);
        var host = _fleet.NewHost();
        token = await _fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
        (await _fleet.CurlInstallAsync(host, token, Stop)).MustSucceed();
        var status = await host.WaitForAsync(Role.Spm, "answers", _ => true, Soon, Stop);
        Assert.Equal(PublishedPrograms.First, status.Agent.Version);
        (await host.ServiceAsync(Stop, "uninstall")).MustSucceed();
    }

    [Fact]
    public async Task ExpiredMetadata_StopsNoAgent_RefusesTheNewVersion_AndNamesTheExpiry()
    {
        var ticker = await RunTickerAsync(PublishedPrograms.First);
        await _fleet.Workshop.RefreshAsync(days: 0, Stop);
        await ServeExpiredAsync();
        var spm = _agent.MustFind(Role.Spm);

        await OrderAsync(PublishedPrograms.Second);

        await WaitForFaultAtServerAsync("upgrade to 2.0.0: timestamp metadata expired at 20");
        await AssertBeatsAsync();
        Assert.Equal(spm, _agent.MustFind(Role.Spm));
        Assert.Equal(ticker, (await TickerAsync(PublishedPrograms.First)).Pid);
        // Not even a start anew needs metadata that are fresh.
        _agent.SendTo(Role.Spm, Native.Processes.Signal.SIGKILL);
        await _agent.WaitForSuccessorAsync(Role.Spm, spm, Soon, Stop);
        await AssertBeatsAsync();
        Assert.Equal(ticker, (await TickerAsync(PublishedPrograms.First)).Pid);

        await _fleet.Workshop.RefreshAsync(days: 1, Stop);
        await _fleet.PublishAsync(Stop);

        // The order still stands: nobody gives it again.
        await WaitForCommitAsync(PublishedPrograms.Second);
        Assert.Equal(ticker, (await TickerAsync(PublishedPrograms.First)).Pid);
    }

    // A server takes no metadata that has expired; it expires where it lies.
    private async Task ServeExpiredAsync()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => _fleet.PublishAsync(Stop));
        await _fleet.Server.StopAsync();
        var source = Path.Combine(_fleet.Workshop.Repository, "metadata");
        foreach (var file in Directory.GetFiles(source))
        {
            File.Copy(
                file, Path.Combine(_fleet.Server.Repository, "metadata", Path.GetFileName(file)), overwrite: true);
        }
        await _fleet.Server.StartAsync(Stop);
    }

    private Task OrderAsync(string version) => _fleet.OrderAsync(_agent, version, Stop);

    private Task OrderTickerAsync(string version) => _fleet.OrderSubAgentsAsync(
        _agent, [new() { ["name"] = FleetFixture.Ticker, ["version"] = version }], Stop);

    private Task<Contracts.SubAgents.SubAgentStatus> TickerAsync(string version) =>
        _agent.WaitForSubAgentAsync(FleetFixture.Ticker, UpgradeTime, Stop, s => s.Version == version);

    private async Task<int?> RunTickerAsync(string version)
    {
        await OrderTickerAsync(version);
        var status = await _agent.WaitForSubAgentAsync(FleetFixture.Ticker, UpgradeTime, Stop,
            s => s.Version == version && s.Upgrade is { Phase: UpgradePhase.Success });
        return status.Pid;
    }

    private Task<StatusReply> WaitForCommitAsync(string version) =>
        _agent.WaitForAsync(Role.Spm, $"{version} is committed",
            s => s.Agent.Version == version && s.Agent.SpaVersion == version
                && s.Agent.Upgrade is { Phase: UpgradePhase.Success } upgrade && upgrade.To == version,
            UpgradeTime, Stop);

    // Not what the host says of itself, but what arrives.
    private async Task WaitForFaultAtServerAsync(string part)
    {
        var id = await _agent.IdAsync(Stop);
        await Eventually.GetAsync($"the server is told '{part}'", Soon, async token =>
            (await _fleet.Server.Api.GetAgentAsync(id, token))["heartbeat"]!["agent"]!["faults"]!.AsArray()
                .Select(fault => fault!.GetValue<string>()).FirstOrDefault(fault => fault.Contains(part)), Stop);
    }

    private async Task<string> CommandAsync(string kind)
    {
        var id = await _agent.IdAsync(Stop);
        await _fleet.Server.Api.CommandAsync(id, kind, Stop);
        return await Eventually.GetAsync($"the command {kind} ends", Soon, async token =>
            (await _fleet.Server.Api.ListCommandsAsync(id, token))
                .FirstOrDefault(c => c!["state"]!.GetValue<string>() == "ended")?["result"]!["message"]!
                .GetValue<string>(), Stop);
    }

    private async Task AssertBeatsAsync()
    {
        var last = (await _agent.WaitForAsync(
            Role.Spm, "a heartbeat", s => s.LastHeartbeatAt is not null, Soon, Stop)).LastHeartbeatAt;
        await _agent.WaitForAsync(Role.Spm, "a further heartbeat", s => s.LastHeartbeatAt > last, Soon, Stop);
    }
}
