using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Demo;

/// <summary>A good upgrade, and one that fails and is rolled back, both ordered by heartbeat.</summary>
internal sealed class UpgradeSteps(
    StepRunner steps, Fleet fleet, AgentHost agent, Witness witness, CancellationToken cancellationToken)
{
    private const string BrokenVersion = "3.0.0";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    public async Task RunAsync()
    {
        await steps.TryAsync($"upgrade {PublishedPrograms.First} -> {PublishedPrograms.Second}", UpgradeAsync);
        if (!await steps.TryAsync($"publish broken {BrokenVersion}", PublishBrokenAsync)) return;
        await steps.TryAsync($"{BrokenVersion} crashes, is rolled back", RollBackAsync);
        await steps.TryAsync($"{BrokenVersion} is remembered", RememberAsync);
    }

    private async Task<string> UpgradeAsync()
    {
        await PromoteAsync(PublishedPrograms.Second);
        var status = await agent.WaitForAsync(Role.Spm, $"{PublishedPrograms.Second} is committed",
            s => s.Agent is
            {
                Version: PublishedPrograms.Second,
                SpaVersion: PublishedPrograms.Second,
                Upgrade.Phase: UpgradePhase.Success,
            },
            Deadline, cancellationToken);
        return $"both members run {status.Agent.Version}; {await witness.CheckAsync(cancellationToken)}";
    }

    private async Task<string> PublishBrokenAsync()
    {
        await fleet.Workshop.AddAgentAsync(
            fleet.Stage.BrokenAgent(BrokenVersion, "Crash"), BrokenVersion, cancellationToken);
        await fleet.PublishAsync(cancellationToken);
        return "it passes its self-test, greets spa, pings, and crashes after 0.5 s";
    }

    private async Task<string> RollBackAsync()
    {
        await PromoteAsync(BrokenVersion);
        var status = await agent.WaitForAsync(Role.Spm, $"{BrokenVersion} is rolled back",
            s => s.Agent is
            {
                Version: PublishedPrograms.Second,
                Upgrade: { To: BrokenVersion, Phase: UpgradePhase.RolledBack },
            },
            Deadline, cancellationToken);
        await agent.WaitForPairAsync(Deadline, cancellationToken);
        return $"{status.Agent.Upgrade!.Reason}; {await witness.CheckAsync(cancellationToken)}";
    }

    private Task PromoteAsync(string version) =>
        fleet.Workshop.PromoteAsync(fleet.Server, version, agentId: null, cancellationToken);

    // The order still stands at the server. Heartbeats go on, and the version is not tried again.
    private async Task<string> RememberAsync()
    {
        var before = await agent.WaitForAsync(
            Role.Spm, "answers", s => s.LastHeartbeatAt is not null, Deadline, cancellationToken);
        var after = await agent.WaitForAsync(Role.Spm, "a further heartbeat",
            s => s.LastHeartbeatAt > before.LastHeartbeatAt, Deadline, cancellationToken);
        if (after.Agent.SpmPid != before.Agent.SpmPid || after.Agent.Version != PublishedPrograms.Second)
            throw new InvalidOperationException($"{BrokenVersion} was tried again");
        return $"a heartbeat later {after.Agent.Version} still runs as {after.Agent.SpmPid}";
    }
}
