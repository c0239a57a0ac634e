using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Sweep;

/// <summary>1.0.0 to 2.0.0, by the server. The order stands, and a kill is not the release's fault: it must arrive.</summary>
internal sealed class GoodUpgrade : Scenario
{
    public override string Name => "upgrade";

    public override Task OrderAsync(Lane lane, CancellationToken cancellation) =>
        lane.WantAsync(Desired(PublishedPrograms.Second, "1.0.0"), cancellation);

    public override bool IsDone(StatusReply status) =>
        status.Agent is { Version: PublishedPrograms.Second, Upgrade.Phase: UpgradePhase.Success };
}

/// <summary>
/// Back to 1.0.0, by a person at the host. Said once: a kill before the journal has it loses it, and then the host
/// stays where it is.
/// </summary>
internal sealed class OrderedRollback : Scenario
{
    public override string Name => "rollback";

    public override string Begin => PublishedPrograms.Second;

    public override Task OrderAsync(Lane lane, CancellationToken cancellation)
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

/// <summary>1.0.0 to a release that crashes: whatever is killed on the way, 1.0.0 runs in the end.</summary>
internal sealed class FailedTrial : Scenario
{
    public override string Name => "failed-trial";

    public override Task OrderAsync(Lane lane, CancellationToken cancellation) =>
        lane.WantAsync(Desired(BrokenVersion, "1.0.0"), cancellation);

    public override bool IsDone(StatusReply status) => status.Agent is
    {
        Version: PublishedPrograms.First,
        Upgrade: { To: BrokenVersion, Phase: UpgradePhase.RolledBack },
    };
}

/// <summary>A sub-agent from 1.0.0 to 2.0.0: one copy of it runs in the end, and it is the new one.</summary>
internal sealed class SubAgentUpgrade : Scenario
{
    public override string Name => "subagent";

    public override Task OrderAsync(Lane lane, CancellationToken cancellation) =>
        lane.WantAsync(Desired(version: null, "2.0.0"), cancellation);

    public override bool IsDone(StatusReply status) => status.SubAgents.Any(s => s is
    {
        Name: Ticker,
        Version: "2.0.0",
        State: ProcessState.Running,
        Upgrade.Phase: UpgradePhase.Success,
    });

    public override bool IsUntouched(string name) => name != Ticker;
}
