using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Sweep;

/// <summary>1.0.0 to a release that crashes: after any kill, 1.0.0 runs in the end.</summary>
internal sealed class FailedTrial : Scenario
{
    public override string Name => "failed-trial";

    public override Task OrderAsync(HostFixture lane, CancellationToken cancellationToken) =>
        lane.WantAsync(Desired(BrokenVersion, "1.0.0"), cancellationToken);

    public override bool IsDone(StatusReply status) => status.Agent is
    {
        Version: PublishedPrograms.First,
        Upgrade: { To: BrokenVersion, Phase: UpgradePhase.RolledBack },
    };
}
