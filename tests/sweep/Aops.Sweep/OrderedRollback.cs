using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Sweep;

/// <summary>
/// Back to 1.0.0, ordered by an operator at the host. The order is given once: a kill before it is in the
/// journal loses it, and the host stays on its version.
/// </summary>
internal sealed class OrderedRollback : Scenario
{
    public override string Name => "rollback";

    public override string Begin => PublishedPrograms.Second;

    public override Task OrderAsync(HostFixture lane, CancellationToken cancellationToken)
    {
        // Not awaited: the process that is asked may be killed before it answers.
        lane.RunServiceInBackground("rollback", "--timeout", "60s");
        return Task.CompletedTask;
    }

    public override bool IsDone(StatusReply status) =>
        status.Agent is { Version: PublishedPrograms.First, Upgrade.Phase: UpgradePhase.Success };

    public override bool MayStay(StatusReply status) =>
        status.Agent.Version == PublishedPrograms.Second && IsAtRest(status);
}
