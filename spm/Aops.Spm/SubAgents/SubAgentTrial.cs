using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Supervision;

namespace Aops.Spm.SubAgents;

/// <summary>What a new version of a sub-agent must do to be kept, and what is told of one that did not.</summary>
internal static class SubAgentTrial
{
    /// <summary>A version that was ready once and dies within this time was not.</summary>
    private static readonly TimeSpan ReadyTime = TimeSpan.FromSeconds(1);

    // For a start that takes long, and for the stop of the version before.
    private const int StartSecondsMax = 60;

    /// <summary>
    /// With a readiness check: ready within its deadline, and alive a moment later. Without: a run that its own policy
    /// calls healthy, as that it could be executed says nothing of a program. After some deaths in a row it is left at once.
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
    /// Faults of the sub-agents whose newest version failed and is still wanted: what runs instead is well, so nothing
    /// else tells of it. Another order ends them.
    /// </summary>
    /// <param name="reports">The newest upgrade of each sub-agent.</param>
    /// <param name="statuses">The sub-agents.</param>
    /// <param name="wanted">What the server wants; null if that is not known.</param>
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
            // A first version that failed at first, and runs now.
            if (status is { State: ProcessState.Running } && status.Version == report.To) continue;
            var next = report.Phase == UpgradePhase.RolledBack ? "; it is not tried again until it is ordered once more" : "";
            faults.Add($"sub-agent {name}: {report.To} failed: {report.Reason ?? "no reason is known"}{next}");
        }
        return faults;
    }
}
