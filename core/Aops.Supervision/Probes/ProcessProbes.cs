using Aops.Contracts.SubAgents;
using Aops.Native.Events;
using Aops.Supervision.Children;
using Aops.Supervision.Launching;
using Aops.Supervision.Machine;

namespace Aops.Supervision.Probes;

/// <summary>
/// The probes of one sub-agent, of which at most one runs: for readiness until it is ready, then for liveness. On
/// the loop only.
/// </summary>
/// <param name="exits">Observes the exit of commands.</param>
/// <param name="launcher">Program and first arguments of the launcher, for a command of another user.</param>
/// <param name="feed">Receives what the probes found.</param>
internal sealed class ProcessProbes(
    EventLoop loop, ExitWatch exits, IReadOnlyList<string> launcher, Action<ProcessEvent> feed)
{
    private Probe? _probe;
    private int _livenessFailures;

    /// <summary>Begins the readiness probe.</summary>
    /// <param name="plan">The environment and the directories for the probe.</param>
    /// <param name="slotDirectory">Base directory of a relative command.</param>
    public void BeginReadiness(ProbeSpec readiness, LaunchPlan plan, string slotDirectory) =>
        Begin(readiness, plan, slotDirectory, quickStart: true, result =>
        {
            if (result.IsPassed) feed(new(ProcessTrigger.Ready));
        });

    /// <summary>Begins the liveness probe.</summary>
    /// <param name="plan">The environment and the directories for the probe.</param>
    /// <param name="slotDirectory">Base directory of a relative command.</param>
    public void BeginLiveness(ProbeSpec liveness, LaunchPlan plan, string slotDirectory)
    {
        _livenessFailures = 0;
        Begin(liveness, plan, slotDirectory, quickStart: false, result =>
        {
            _livenessFailures = result.IsPassed ? 0 : _livenessFailures + 1;
            if (_livenessFailures < liveness.FailureThreshold) return;
            feed(new(ProcessTrigger.LivenessLost, $"hangs: {result.Fault}, {_livenessFailures} times in a row"));
        });
    }

    /// <summary>Ends the probe that runs, if any.</summary>
    public void End()
    {
        _probe?.Dispose();
        _probe = null;
    }

    private void Begin(
        ProbeSpec probe, LaunchPlan plan, string slotDirectory, bool quickStart, Action<ProbeResult> onResult) =>
        _probe = new(loop, exits, probe, plan, launcher, slotDirectory, quickStart, onResult);
}
