using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests;

/// <summary>What a new spm cannot read at once.</summary>
public sealed class TakeUpTests(FleetFixture fixture) : AgentTest(fixture)
{
    [Fact]
    public async Task SubAgentThatCannotBeTakenUpAtTheStart_IsTakenUpLater()
    {
        var ticker = ProcessIdentity.TryRead(await RunTickerAsync())!.Value;
        var packaged = Path.Combine(
            Agent.Layout.SubAgentReleases(FleetFixture.Ticker), "1.0.0", SubAgentSpec.FileName);
        var aside = Path.Combine(Agent.Layout.Root, "aside.json");
        File.Move(packaged, aside);

        // Nothing is left by which it would be known without its package.
        var before = Agent.SendTo(Role.Spm, Signal.SIGKILL);
        Signals.Send(ticker, Signal.SIGKILL);
        await File.WriteAllTextAsync(Agent.Layout.SubAgentSpec(FleetFixture.Ticker), "rubbish", Stop);
        await Agent.WaitForSuccessorAsync(Role.Spm, before, Soon, Stop);
        await Agent.WaitForAsync(Role.Spm, "says what it cannot take up",
            s => s.Agent.Faults.Any(f => f.Contains($"{SubAgentSpec.FileName} cannot be read")), Soon, Stop);
        File.Move(aside, packaged);

        await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, Soon, Stop, s => s.Pid != ticker.Pid);
        await Agent.WaitForAsync(Role.Spm, "has no fault", s => s.Agent.Faults.Count == 0, Soon, Stop);
    }
}
