using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests;

/// <summary>What a trial finds out beside crashes and hangs, and what it does not hold against a version.</summary>
public sealed class TrialTests(FleetFixture fixture) : AgentTest(fixture)
{
    [Fact]
    public async Task DeafRelease_IsRolledBack_AndTheReasonNamesWhoIsAccepted()
    {
        Agent.EditConf(("trialPeriod", "1s"));

        await Fleet.OrderAsync(Agent, FleetFixture.DeafVersion, Stop);
        var status = await WaitForRollbackAsync(FleetFixture.DeafVersion);

        Assert.Contains(
            $"aops-spm {FleetFixture.DeafVersion} is refused by the server", status.Agent.Upgrade!.Reason,
            StringComparison.Ordinal);
        Assert.Contains(
            $"while aops-spm {PublishedPrograms.First} is accepted", status.Agent.Upgrade.Reason, StringComparison.Ordinal);
        await AssertOneOfEachAsync();
    }

    [Fact]
    public async Task ReleaseThatDoesNotTakeUpOneOfThreeSubAgents_IsRolledBack()
    {
        Agent.EditConf(("trialPeriod", "1s"), ("trialDeadline", "6s"));
        JsonObject Wanted(string name) => new() { ["name"] = name, ["version"] = "1.0.0" };
        await Fleet.OrderSubAgentsAsync(
            Agent, [Wanted(FleetFixture.Ticker), Wanted(FleetFixture.Signalled), Wanted(Fleet.OwnSubAgent)], Stop);
        var running = await Agent.WaitForSubAgentAsync(FleetFixture.Signalled, Soon, Stop);
        await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, Soon, Stop);

        await Fleet.OrderAsync(Agent, FleetFixture.RefusesOneVersion, Stop);
        var status = await WaitForRollbackAsync(FleetFixture.RefusesOneVersion);

        Assert.Contains("it has not adopted its sub-agents", status.Agent.Upgrade!.Reason, StringComparison.Ordinal);
        Assert.Equal(running.Pid, (await Agent.WaitForSubAgentAsync(FleetFixture.Signalled, Soon, Stop)).Pid);
    }

    // The file was bad before, for the old version as well.
    [Theory]
    [InlineData("logLevel: nonsense\n")]
    [InlineData("{ not yaml\n")]
    public async Task ConfYmlThatBothVersionsRefuse_IsNotHeldAgainstTheNewOne(string line)
    {
        await File.AppendAllTextAsync(Agent.Layout.Conf, line, Stop);
        await Agent.WaitForAsync(Role.Spm, "refuses the edit", s => s.Agent.Faults.Count > 0, Soon, Stop);

        await Fleet.OrderAsync(Agent, PublishedPrograms.Second, Stop);

        var status = await Agent.WaitForAsync(Role.Spm, "the trial is over",
            s => s.Agent.Upgrade is { To: PublishedPrograms.Second, Phase: UpgradePhase.Success or UpgradePhase.RolledBack },
            UpgradeTime, Stop);
        Assert.Equal((UpgradePhase.Success, (string?)null), (status.Agent.Upgrade!.Phase, status.Agent.Upgrade.Reason));
    }
}
