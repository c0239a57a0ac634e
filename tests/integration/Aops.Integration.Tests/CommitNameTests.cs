using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>Releases that are named by commits: what is newer stands in the signed metadata, and not in the names.</summary>
public sealed class CommitNameTests : IAsyncLifetime
{
    private const string First = "c57f6a1d";
    private const string Second = "0a1b2c3d";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UpgradeTime = TimeSpan.FromSeconds(240);

    private readonly Fleet _fleet = new("commits");
    private AgentHost _agent = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var (workshop, stage) = (_fleet.Workshop, _fleet.Stage);
        await workshop.InitAsync(Stop);
        foreach (var version in new[] { First, Second })
        {
            await workshop.AddAgentAsync(stage.AgentNamed(version), version, Stop);
            await workshop.AddSubAgentAsync(
                stage.Script(FleetFixture.Ticker, version, "exec sleep 1000000\n"), FleetFixture.Ticker, version, Stop);
        }
        await workshop.AddBootstrapAsync(PublishedPrograms.First, Stop);
        await _fleet.StartServerAsync(Stop);
        await _fleet.PublishAsync(Stop);
        _agent = _fleet.NewHost();
        var token = await _fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
        (await _fleet.CurlInstallAsync(_agent, token, Stop, "--version", First)).MustSucceed();
        await _agent.WaitForPairAsync(Soon, Stop);
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
    public async Task Upgrade_BetweenCommitNames_GoesForward_AndBackNeedsThePermission()
    {
        await RunTickerAsync(First);
        await _fleet.OrderAsync(_agent, Second, Stop);
        await WaitForCommitAsync(Second);
        await RunTickerAsync(Second);

        await _fleet.OrderAsync(_agent, First, Stop);
        await WaitForFaultAsync($"{First} is older than {Second}, and no signed permission lets this host go back");
        await OrderTickerAsync(First);
        await WaitForFaultAsync($"sub-agent {FleetFixture.Ticker}: {First} is older than {Second}");
        var refused = await _agent.ServiceAsync(Stop, "install", "--version", First);
        Assert.Equal(ExitCodes.NoPermission, refused.ExitCode);

        await _fleet.Workshop.PermitDowngradeAsync(null, First, Second, Stop);
        await _fleet.Workshop.PermitDowngradeAsync(FleetFixture.Ticker, First, Second, Stop);
        await _fleet.PublishAsync(Stop);
        await _fleet.OrderAsync(_agent, First, Stop);
        await WaitForCommitAsync(First);
        await RunTickerAsync(First);
    }

    private Task OrderTickerAsync(string version) => _fleet.OrderSubAgentsAsync(
        _agent, [new() { ["name"] = FleetFixture.Ticker, ["version"] = version }], Stop);

    private async Task RunTickerAsync(string version)
    {
        await OrderTickerAsync(version);
        await _agent.WaitForSubAgentAsync(FleetFixture.Ticker, UpgradeTime, Stop,
            s => s.Version == version && s.Upgrade is { Phase: UpgradePhase.Success });
    }

    private Task WaitForFaultAsync(string part) => _agent.WaitForAsync(Role.Spm, $"a fault '{part}'",
        s => s.Agent.Faults.Any(fault => fault.Contains(part, StringComparison.Ordinal)), Soon, Stop);

    private Task<StatusReply> WaitForCommitAsync(string version) =>
        _agent.WaitForAsync(Role.Spm, $"{version} is committed",
            s => s.Agent.Version == version && s.Agent.SpaVersion == version
                && s.Agent.Upgrade is { Phase: UpgradePhase.Success } upgrade && upgrade.To == version,
            UpgradeTime, Stop);
}
