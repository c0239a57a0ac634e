using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>Releases that are named by commits: what is newer stands in the signed metadata, and not in the names.</summary>
public sealed class CommitNameTests() : OwnFleetTest("commits")
{
    private const string First = "c57f6a1d";
    private const string Second = "0a1b2c3d";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan UpgradeTime = TimeSpan.FromSeconds(240);

    protected override async Task SignAsync(ReleaseWorkshop workshop, PackageStage stage)
    {
        workshop.WaysBack = false;
        foreach (var version in new[] { First, Second })
        {
            await workshop.AddAgentAsync(stage.AgentNamed(version), version, Stop);
            await workshop.AddSubAgentAsync(
                stage.Script(FleetFixture.Ticker, version, WaitingScript), FleetFixture.Ticker, version, Stop);
        }
    }

    protected override async Task<AgentHost> InstallAsync()
    {
        var agent = Fleet.NewHost();
        var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
        (await Fleet.CurlInstallAsync(agent, token, Stop, "--version", First)).MustSucceed();
        await agent.WaitForPairAsync(Soon, Stop);
        return agent;
    }

    [Fact]
    public async Task Upgrade_BetweenCommitNames_GoesForward_AndBackNeedsThePermission()
    {
        await RunTickerAsync(First);
        await Fleet.OrderAsync(Agent, Second, Stop);
        await WaitForCommitAsync(Second);
        await RunTickerAsync(Second);

        await Fleet.OrderAsync(Agent, First, Stop);
        await WaitForFaultAsync($"{First} is older than {Second}, and no signed permission lets this host go back");
        await OrderTickerAsync(First);
        await WaitForFaultAsync($"sub-agent {FleetFixture.Ticker}: {First} is older than {Second}");
        var refused = await Agent.ServiceAsync(Stop, "install", "--version", First);
        Assert.Equal(ExitCodes.NoPermission, refused.ExitCode);

        await Fleet.Workshop.PermitDowngradeAsync(null, First, Second, Stop);
        await Fleet.Workshop.PermitDowngradeAsync(FleetFixture.Ticker, First, Second, Stop);
        await Fleet.PublishAsync(Stop);
        await Fleet.OrderAsync(Agent, First, Stop);
        await WaitForCommitAsync(First);
        await RunTickerAsync(First);
    }

    private Task OrderTickerAsync(string version) => Fleet.OrderSubAgentsAsync(
        Agent, [new() { ["name"] = FleetFixture.Ticker, ["version"] = version }], Stop);

    private async Task RunTickerAsync(string version)
    {
        await OrderTickerAsync(version);
        await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, UpgradeTime, Stop,
            s => s.Version == version && s.Upgrade is { Phase: UpgradePhase.Success });
    }

    private Task WaitForFaultAsync(string part) => Agent.WaitForAsync(Role.Spm, $"a fault '{part}'",
        s => s.Agent.Faults.Any(fault => fault.Contains(part, StringComparison.Ordinal)), Soon, Stop);

    private Task<StatusReply> WaitForCommitAsync(string version) =>
        Agent.WaitForAsync(Role.Spm, $"{version} is committed",
            s => s.Agent.Version == version && s.Agent.SpaVersion == version
                && s.Agent.Upgrade is { Phase: UpgradePhase.Success } upgrade && upgrade.To == version,
            UpgradeTime, Stop);
}
