using System.Diagnostics.CodeAnalysis;
using Aops.Contracts.SubAgents;
using Aops.Supervision.Children;
using Aops.Supervision.Machine;
using Aops.Supervision.Probes;

namespace Aops.Supervision;

/// <summary>The single probe that runs: for readiness until it is ready, then for liveness.</summary>
internal sealed partial class SupervisedProcess
{
    private Probe? _probe;
    private int _livenessFailures;

    private void BeginReadiness() => _probe = StartProbe(Spec.Readiness!, quickStart: true, fault =>
    {
        if (fault is null) Feed(new(ProcessTrigger.Ready));
    });

    private void BeginLiveness()
    {
        if (Spec.Liveness is not { } liveness) return;
        _livenessFailures = 0;
        _probe = StartProbe(liveness, quickStart: false, fault =>
        {
            _livenessFailures = fault is null ? 0 : _livenessFailures + 1;
            if (_livenessFailures < liveness.FailureThreshold) return;
            Feed(new(ProcessTrigger.LivenessLost, $"hangs: {fault}, {_livenessFailures} times in a row"));
        });
    }

    private Probe? StartProbe(ProbeSpec probe, bool quickStart, Action<string?> onResult) =>
        TryPlan(out var plan)
            ? new(
                _context.Loop, _context.Exits, probe, plan, _context.Launcher, SlotDirectory, quickStart, onResult)
            : null;

    // After an adoption there is no plan yet; if it cannot be made, the next start fails with the reason.
    private bool TryPlan([NotNullWhen(true)] out LaunchPlan? plan)
    {
        try
        {
            plan = _plan ??= MakePlan();
            return true;
        }
        catch (StartFault)
        {
            plan = null;
            return false;
        }
    }

    private void EndProbe()
    {
        _probe?.Dispose();
        _probe = null;
    }
}
