using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Sweep;

/// <summary>
/// Back to 1.0.0, by a person at the host. Said once: a kill before the journal has it loses it, and then the host
/// stays where it is.
/// </summary>
internal sealed class OrderedRollback : Scenario
{
    public override string Name => "rollback";

    public override string Begin => PublishedPrograms.Second;

    public override Task OrderAsync(HostFixture lane, CancellationToken cancellationToken)
    {
        // Not waited for: the one that is asked may be killed before it answers.
        lane.RunServiceInBackground("rollback", "--timeout", "60s");
        return Task.CompletedTask;
    }

    public override bool IsDone(StatusReply status) =>
        status.Agent is { Version: PublishedPrograms.First, Upgrade.Phase: UpgradePhase.Success };

    public override bool MayStay(StatusReply status) =>
        status.Agent.Version == PublishedPrograms.Second && IsAtRest(status);
}
