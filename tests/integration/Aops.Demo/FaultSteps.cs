using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Demo;

/// <summary>Kills and hangs each part of the agent, and watches it come back.</summary>
internal sealed class FaultSteps(StepRunner steps, AgentHost agent, Witness witness, CancellationToken cancellationToken)
{
    private static readonly TimeSpan RevivalDeadline = TimeSpan.FromSeconds(15);

    public async Task RunAsync()
    {
        await steps.TryAsync("kill -9 aops-spm", () => KillAsync(Role.Spm));
        await steps.TryAsync("kill -9 aops-spa", () => KillAsync(Role.Spa));
        await steps.TryAsync("kill -9 both members, then start", KillBothAsync);
        await steps.TryAsync("shorten pings by conf.yml", ShortenPingsAsync);
        await steps.TryAsync("kill -STOP aops-spm (hang)", HangAsync);
        await steps.TryAsync($"kill -9 sub-agent {Fleet.OwnSubAgent}", KillSubAgentAsync);
    }

    private async Task<string> KillAsync(Role role)
    {
        var before = agent.SendTo(role, Signal.SIGKILL);
        var after = await agent.WaitForSuccessorAsync(role, before, RevivalDeadline, cancellationToken);
        await agent.WaitForPairAsync(RevivalDeadline, cancellationToken);
        return $"{before.Pid} -> {after.Pid}; {await witness.CheckAsync(cancellationToken)}";
    }

    // Without a service manager nothing revives a pair that was killed at once, except the guard and the
    // control script, which a boot would run. Sub-agents continue to run and are adopted.
    private async Task<string> KillBothAsync()
    {
        var spm = agent.MustFind(Role.Spm);
        var spa = agent.MustFind(Role.Spa);
        Signals.Send(spa, Signal.SIGKILL);
        if (spm.IsAlive) Signals.Send(spm, Signal.SIGKILL);
        await Eventually.HoldsAsync("both are dead", RevivalDeadline, () => !spm.IsAlive && !spa.IsAlive, cancellationToken);
        (await agent.ServiceAsync(cancellationToken, "start")).MustSucceed();
        await agent.WaitForPairAsync(RevivalDeadline, cancellationToken);
        return $"direct mode has no manager above the pair, 'start' revived it; {await witness.CheckAsync(cancellationToken)}";
    }

    private async Task<string> ShortenPingsAsync()
    {
        agent.EditConf(("pingInterval", "500ms"), ("pingTimeout", "2s"), ("trialPeriod", "5s"));
        // The settings are read while the pair runs; a status without a fault says that they were accepted.
        var status = await agent.WaitForAsync(Role.Spm, "accepts the settings",
            s => s.Agent.Faults.Count == 0, RevivalDeadline, cancellationToken);
        return $"pid {status.Agent.SpmPid} reads them while it runs";
    }

    private async Task<string> HangAsync()
    {
        var before = agent.SendTo(Role.Spm, Signal.SIGSTOP);
        var after = await agent.WaitForSuccessorAsync(Role.Spm, before, RevivalDeadline, cancellationToken);
        await agent.WaitForPairAsync(RevivalDeadline, cancellationToken);
        return $"{before.Pid} -> {after.Pid}; {await witness.CheckAsync(cancellationToken)}";
    }

    private async Task<string> KillSubAgentAsync()
    {
        var before = await agent.WaitForSubAgentAsync(Fleet.OwnSubAgent, RevivalDeadline, cancellationToken);
        Signal.Send(before.Pid!.Value, Signal.SIGKILL);
        var after = await agent.WaitForSubAgentAsync(
            Fleet.OwnSubAgent, RevivalDeadline, cancellationToken, s => s.Pid != before.Pid);
        return $"{before.Pid} -> {after.Pid}; {await witness.CheckAsync(cancellationToken)}";
    }
}
