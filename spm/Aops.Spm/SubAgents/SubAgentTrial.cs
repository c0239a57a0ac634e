using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Supervision;

namespace Aops.Spm.SubAgents;

/// <summary>
/// What a new version of a sub-agent must do to pass its trial, and the faults of those that failed.
/// </summary>
internal static class SubAgentTrial
{
    /// <summary>How long a version must live after it became ready.</summary>
    private static readonly TimeSpan ReadyTime = TimeSpan.FromSeconds(1);

    // Includes a slow start and the stop of the previous version.
    private const int StartSecondsMax = 60;

    /// <summary>
    /// The rule of a trial. With a readiness check: ready within its deadline, and alive a moment later.
    /// Without: a run that is healthy by the restart policy, since a program that could merely be executed
    /// proves nothing. After some deaths in a row the trial ends at once.
    /// </summary>
    /// <param name="spec">The version.</param>
    public static HealthRule RuleOf(SubAgentSpec spec)
    {
        var healthy = TimeSpan.FromSeconds(
            Math.Clamp(spec.Restart.HealthyAfterSeconds, 1, Limits.SubAgentTrialSecondsMax));
        var proof = spec.Readiness is null || healthy < ReadyTime ? healthy : ReadyTime;
        var start = TimeSpan.FromSeconds(spec.Readiness?.DeadlineSeconds ?? StartSecondsMax);
        return new(proof, Limits.SubAgentTrialDeathsMax, start + proof);
    }

    /// <summary>
    /// Faults of sub-agents whose newest version failed and is still wanted. What runs instead is healthy,
    /// so no other fault reports it. Another generation ends the fault.
    /// </summary>
    /// <param name="reports">The newest upgrade of each sub-agent.</param>
    /// <param name="statuses">The status of the sub-agents.</param>
    /// <param name="wanted">The desired state; null if unknown.</param>
    public static IReadOnlyList<string> FaultsOf(
        IEnumerable<KeyValuePair<string, UpgradeReport>> reports, IEnumerable<SubAgentStatus> statuses,
        DesiredState? wanted)
    {
        var faults = new List<string>();
        var known = statuses.ToDictionary(s => s.Name, StringComparer.Ordinal);
        foreach (var (name, report) in reports.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            if (report.Phase is not (UpgradePhase.RolledBack or UpgradePhase.Failed)) continue;
            if (!known.TryGetValue(name, out var status)) continue;
            if (wanted?.SubAgents is { } all && !all.Any(w => w.Name == name && w.Version == report.To)) continue;
            // A first version that failed its trial and runs now.
            if (status is { State: ProcessState.Running } && status.Version == report.To) continue;
            var next = report.Phase == UpgradePhase.RolledBack ? "; it is not tried again until it is ordered once more" : "";
            faults.Add($"sub-agent {name}: {report.To} failed: {report.Reason ?? "no reason is known"}{next}");
        }
        return faults;
    }
}
