using Aops.Contracts.Local;
using Aops.Contracts.Wire;

namespace Aops.Sweep;

/// <summary>A sub-agent from 1.0.0 to 2.0.0: one copy of it runs in the end, and it is the new one.</summary>
internal sealed class SubAgentUpgrade : Scenario
{
    public override string Name => "subagent";

    public override Task OrderAsync(HostFixture lane, CancellationToken cancellationToken) =>
        lane.WantAsync(Desired(version: null, "2.0.0"), cancellationToken);

    public override bool IsDone(StatusReply status) => status.SubAgents.Any(s => s is
    {
        Name: Ticker,
        Version: "2.0.0",
        State: ProcessState.Running,
        Upgrade.Phase: UpgradePhase.Success,
    });

    public override bool IsUntouched(string name) => name != Ticker;
}
