using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Contracts.Wire;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Sweep.Power;

/// <summary>
/// A scenario on an installed host. After the cut it boots, reaches one whole version with its identity,
/// its sub-agents run, the order is carried out, and the next upgrade works.
/// </summary>
/// <param name="tracer">The tracer's program.</param>
/// <param name="lane">The host.</param>
/// <param name="folder">A folder for states.</param>
internal sealed class HostCase(string tracer, HostFixture lane, Scenario scenario, string folder) : PowerCase
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly LaunchCheck _launch = new(folder, wasInstalled: true);

    public override string Name => scenario.Name;

    public override IReadOnlyList<string> NeededFlushes => scenario switch
    {
        SubAgentUpgrade => ["/ticker/releases/.staging-"],
        OrderedRollback => ["var/lib/aops/journal.json"],
        _ => ["var/lib/aops/journal.json", "opt/aops/releases/.staging-"],
    };

    public override async Task<PowerRecording> RecordAsync(CancellationToken cancellationToken)
    {
        await lane.RestoreAsync(scenario.Begin, cancellationToken);
        await lane.WantAsync(Scenario.DesiredBefore(), cancellationToken);
        var (agent, layout) = (lane.Agent, lane.Agent.Layout);
        var recording = await new PowerRecorder(tracer, layout, lane.TraceFile).RecordAsync(Name,
            [layout.LauncherProgram, "spm", "--root", layout.Root], PowerScenarios.IsOutsideOfHost, async () =>
            {
                await agent.WaitForAsync(Role.Spm, "both members and all sub-agents run", s =>
                    s.Agent.SpaPid is not null && s.LastHeartbeatAt is not null
                    && s.SubAgents.Count(a => a.State == ProcessState.Running) == 2, Patience, cancellationToken);
                await scenario.OrderAsync(lane, cancellationToken);
                await agent.WaitForAsync(Role.Spm, $"{Name} is done", scenario.IsDone, Patience, cancellationToken);
            }, cancellationToken);
        return recording with { Promise = i => PowerScenarios.PromiseOfHost(recording.Calls[i]) };
    }

    public override IReadOnlyList<string> Look(DiskState state) => _launch.FindFaults(state);

    public override async Task<IReadOnlyList<string>> StartAsync(DiskState state, CancellationToken cancellationToken)
    {
        var agent = lane.Agent;
        try
        {
            StateFolder.LayOut(state, agent.Layout.Root, hasPrograms: true);
            if (scenario is not OrderedRollback) await scenario.OrderAsync(lane, cancellationToken);
            var bootedAt = DateTimeOffset.UtcNow;
            (await agent.ServiceAsync(cancellationToken, "start")).MustSucceed();
            var status = await agent.WaitForAsync(Role.Spm, $"one whole version after {state.Name}",
                s => IsWhole(s, bootedAt) && (scenario.IsDone(s) || scenario.MayStay(s)), Patience, cancellationToken);
            if (status.AgentId != lane.Id) return [$"the host was {lane.Id} and is {status.AgentId}"];
            var processes = status.SubAgents.ToDictionary(s => s.Name, s => ProcessIdentity.TryRead(s.Pid!.Value)
                ?? throw new InvalidOperationException($"sub-agent {s.Name} has ended"));
            var faults = await new HostCheck(lane, scenario, processes).FindFaultsAsync(cancellationToken);
            if (faults.Count > 0) return faults;
            await UpgradeAsync(cancellationToken);
            return [];
        }
        catch (Exception e) when (e is TimeoutException or InvalidOperationException or IOException)
        {
            return [$"{e.Message}\n{agent.LogTail()}"];
        }
        finally
        {
            await lane.EndAsync();
        }
    }

    private static bool IsWhole(StatusReply status, DateTimeOffset bootedAt) =>
        status.Agent.SpaVersion == status.Agent.Version && status.LastHeartbeatAt > bootedAt
        && status.SubAgents.Count == 2 && status.SubAgents.All(s => s is { State: ProcessState.Running, Pid: > 0 });

    private async Task UpgradeAsync(CancellationToken cancellationToken)
    {
        await lane.WantAsync(Scenario.DesiredBefore(PublishedPrograms.Second), cancellationToken);
        await lane.Agent.WaitForAsync(Role.Spm, "the next upgrade works", s => s.Agent is
        {
            Version: PublishedPrograms.Second, SpaVersion: PublishedPrograms.Second,
            Upgrade: null or { Phase: UpgradePhase.Success },
        }, Patience, cancellationToken);
    }
}
