using Aops.Contracts.Wire;
using Aops.Rollouts.Hosts;
using Aops.Rollouts.States;
using Aops.Server.Layers;

namespace Aops.Server.Rollouts;

/// <summary>How far a host is with what it should be, by its last heartbeat alone.</summary>
/// <param name="Phase">The phase that is told of it: of several parts the one that decides.</param>
/// <param name="Reason">Why it went back, gave up or cannot go on; null where it does not tell.</param>
/// <param name="Percent">How much of a download is done; null where it does not tell.</param>
internal readonly record struct OrderProgress(ReportPhase Phase, string? Reason = null, int? Percent = null)
{
    // What decides of several parts, the first of all.
    private static readonly ReportPhase[] Ranks =
    [
        ReportPhase.RolledBack, ReportPhase.Failed, ReportPhase.Trial, ReportPhase.Blameless, ReportPhase.Downloading,
        ReportPhase.Staged, ReportPhase.None, ReportPhase.There,
    ];

    /// <summary>Reads it off a heartbeat.</summary>
    /// <param name="heartbeat">The heartbeat.</param>
    /// <param name="wanted">What the host should be.</param>
    /// <param name="seen">Reports that are none of the order.</param>
    public static OrderProgress Of(HeartbeatRequest heartbeat, EffectiveDocument wanted, string seen)
    {
        var decides = new OrderProgress(ReportPhase.There);
        if (wanted.Agent is { } agent)
        {
            decides = OfPart(
                SeenReports.Suite, heartbeat.Agent.Upgrade, agent.Version,
                runs: heartbeat.Agent.Version == agent.Version, seen);
        }
        foreach (var subAgent in wanted.SubAgents ?? [])
        {
            var found = heartbeat.SubAgents.FirstOrDefault(one => one.Name == subAgent.Name);
            var part = OfSubAgent(found, subAgent, wanted.PausedBy is not null, seen);
            if (Array.IndexOf(Ranks, part.Phase) < Array.IndexOf(Ranks, decides.Phase)) decides = part;
        }
        if (decides.Phase != ReportPhase.There || wanted.SubAgents is null) return decides;
        return heartbeat.SubAgents.Any(found => found.Version is not null
            && !wanted.SubAgents.Any(subAgent => subAgent.Name == found.Name))
            ? new OrderProgress(ReportPhase.None)
            : decides;
    }

    /// <summary>What is at fault where neither the host nor the release is, as the sentence of the host tells.</summary>
    public static BlamelessCause CauseOf(string? reason)
    {
        if (reason is null) return BlamelessCause.Network;
        if (Says("no space", "disk", "read-only file system", "quota")) return BlamelessCause.Disk;
        return Says("answered 5", "HTTP 5", "status 5", "metadata", "repository")
            ? BlamelessCause.Server
            : BlamelessCause.Network;

        bool Says(params string[] words) =>
            words.Any(word => reason.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static OrderProgress OfSubAgent(
        SubAgentStatus? found, DesiredSubAgent wanted, bool isPaused, string seen)
    {
        var progress = OfPart(wanted.Name, found?.Upgrade, wanted.Version, found?.Version == wanted.Version, seen);
        if (progress.Phase != ReportPhase.There) return progress;
        if (found!.State == ProcessState.Failed && wanted.Running)
            return new OrderProgress(ReportPhase.Failed, $"{wanted.Name}: {found.Fault ?? "it cannot be started"}");
        return found.State is ProcessState.Running == (wanted.Running && !isPaused)
            ? progress
            : new OrderProgress(ReportPhase.None);
    }

    private static OrderProgress OfPart(string name, UpgradeReport? report, string version, bool runs, string seen)
    {
        if (report is null || report.To != version || SeenReports.Has(seen, name, report)
            || (report.Phase == UpgradePhase.Success && runs))
        {
            return new OrderProgress(runs ? ReportPhase.There : ReportPhase.None);
        }
        var reason = report.Reason is { } why && name.Length > 0 ? $"{name}: {why}" : report.Reason;
        return report.Phase switch
        {
            UpgradePhase.Downloading => new OrderProgress(ReportPhase.Downloading, null, report.Percent),
            UpgradePhase.Installing => new OrderProgress(ReportPhase.Staged),
            UpgradePhase.Trial => new OrderProgress(ReportPhase.Trial),
            UpgradePhase.RolledBack => new OrderProgress(ReportPhase.RolledBack, reason),
            UpgradePhase.Failed => new OrderProgress(
                report.IsRetried ? ReportPhase.Blameless : ReportPhase.Failed, reason),
            _ => new OrderProgress(runs ? ReportPhase.There : ReportPhase.None),
        };
    }
}
