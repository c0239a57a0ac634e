using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Sweep;

/// <summary>
/// 1.0.0 to 2.0.0, by the server. The order stands, and a kill does not count against the release, so the
/// upgrade must succeed.
/// </summary>
internal sealed class GoodUpgrade : Scenario
{
    public override string Name => "upgrade";

    public override Task OrderAsync(HostFixture lane, CancellationToken cancellationToken) =>
        lane.WantAsync(Desired(PublishedPrograms.Second, "1.0.0"), cancellationToken);

    public override bool IsDone(StatusReply status) =>
        status.Agent is { Version: PublishedPrograms.Second, Upgrade.Phase: UpgradePhase.Success };
}
