using System.Globalization;
using Aops.Contracts.Wire;
using Aops.Query;
using Aops.Server.Desired;
using Aops.Server.Layers;

namespace Aops.Server.Explain;

/// <summary>Tells how far a host is, why, since when, and what happens next: one function of what is known.</summary>
internal static class HostProgressRule
{
    /// <summary>Judges a host.</summary>
    public static HostVerdict Judge(HostSituation host)
    {
        var progress = Find(host);
        return new HostVerdict(progress, Why(progress, host), Since(progress, host), Next(progress, host));
    }

    private static HostProgress Find(HostSituation host)
    {
        var desired = host.Desired;
        if (desired.Held is not null && host.Heartbeat is not null) return HostProgress.Diverged;
        if (host.Behind.Count == 0 && desired.Revision == 0) return HostProgress.NothingWanted;
        if (host.Heartbeat is not { } heartbeat) return HostProgress.NeverSeen;
        if (host.Behind.Count > 0) return HostProgress.Moving;
        switch (host.State)
        {
            case HostState.Stopped or HostState.Uninstalled: return HostProgress.Stopped;
            case HostState.Offline or HostState.Gone: return HostProgress.Offline;
            case HostState.Unknown: return HostProgress.Unknown;
        }
        if (!desired.IsHeldBy(new HeldMark(heartbeat.History, heartbeat.Revision))) return HostProgress.Pending;
        if (heartbeat.Agent.Hold is not null && IsChangeDue(host)) return HostProgress.OnHold;
        // A version on trial runs already.
        if (heartbeat.Agent.Upgrade is { Phase: UpgradePhase.Trial } trial && trial.To == heartbeat.Agent.Version)
            return HostProgress.Upgrading;
        if (desired.Document.Agent is { } wanted && wanted.Version != heartbeat.Agent.Version)
            return OfUpgrade(heartbeat.Agent.Upgrade, wanted.Version);
        if (desired.Document.PausedBy is not null && heartbeat.Agent.Paused is not null) return HostProgress.Paused;
        if (host.FindDifference() is not null) return HostProgress.SubAgentDiffers;
        return heartbeat.Agent.Faults.Count > 0 ? HostProgress.Faults : HostProgress.InStep;
    }

    // A trial goes on to its verdict, whatever is held back.
    private static bool IsChangeDue(HostSituation host) =>
        host.Heartbeat!.Agent is { Upgrade: not { Phase: UpgradePhase.Trial } } agent
        && ((host.Desired.Document.Agent is { } wanted && wanted.Version != agent.Version)
            || host.FindDifference() is not null);

    private static HostProgress OfUpgrade(UpgradeReport? upgrade, string wanted) => upgrade?.To != wanted
        ? IsLeft(upgrade, wanted) ? HostProgress.RolledBack : HostProgress.OtherVersion
        : upgrade.Phase switch
        {
            UpgradePhase.Failed => HostProgress.UpgradeFailed,
            UpgradePhase.RolledBack => HostProgress.RolledBack,
            UpgradePhase.Downloading or UpgradePhase.Installing or UpgradePhase.Trial => HostProgress.Upgrading,
            // Committed, and gone since; or a phase of a later version.
            _ => HostProgress.OtherVersion,
        };

    // The return to the version before was ordered on the host, or by a command, and has succeeded.
    private static bool IsLeft(UpgradeReport? upgrade, string version) =>
        upgrade is { Phase: UpgradePhase.Success, Reason: not null } && upgrade.From == version;

    private static string Why(HostProgress progress, HostSituation host)
    {
        var (agent, upgrade) = (host.Heartbeat?.Agent, host.Heartbeat?.Agent.Upgrade);
        var wanted = host.Desired.Revision;
        return progress switch
        {
            HostProgress.NothingWanted => "No layer says anything of this host.",
            HostProgress.NeverSeen => "It is enrolled, and never sent a heartbeat.",
            HostProgress.Diverged => WhyDiverged(host.Desired),
            HostProgress.Moving => $"The layer {host.Behind[0].Layer.Text} goes on from revision " +
                $"{host.Behind[0].Revision} to {host.Behind[0].Head}, and has not come to this host yet.",
            HostProgress.Stopped => host.State == HostState.Uninstalled
                ? $"Its suite was uninstalled at {Time(host.LastSeen)}."
                : $"It was stopped on purpose at {Time(host.LastSeen)}, and said so.",
            HostProgress.Unknown => "The server has just started, and has not heard of this host since.",
            HostProgress.Offline => $"It is {Contracts.KebabName.Of(host.State)} since {Time(host.LastSeen)}, and held " +
                $"{host.Heartbeat!.Revision} of {wanted} then.",
            HostProgress.Pending when host.Heartbeat!.Revision == wanted =>
                $"It holds another {wanted} than the one that it is told.",
            HostProgress.Pending => $"It holds {host.Heartbeat!.Revision} and not yet {wanted}.",
            HostProgress.Upgrading =>
                $"It goes from agent {upgrade!.From} to {upgrade.To}: {Contracts.KebabName.Of(upgrade.Phase)}.",
            HostProgress.UpgradeFailed => $"Agent {upgrade!.To} was given up before it ran: {Reason(upgrade)}",
            HostProgress.RolledBack when upgrade!.Phase == UpgradePhase.Success =>
                $"Agent {upgrade.From} was left: {Ended(Reason(upgrade))}",
            HostProgress.RolledBack => $"Agent {upgrade!.To} was taken back: {Reason(upgrade)}",
            HostProgress.OnHold =>
                $"{By(agent!.Hold!)} holds changes back on the host until {Time(agent.Hold!.Until)}: {Ended(agent.Hold.Reason)}",
            HostProgress.OtherVersion =>
                $"It runs agent {agent!.Version} and not {host.Desired.Document.Agent!.Version}" +
                (HindranceOf(host) is { } fault ? $": {Ended(fault)}" : ", and tells of no upgrade."),
            HostProgress.Paused => $"Its sub-agents are stopped: {PauseSentence.Of(host.Desired.Document.PausedBy!)}.",
            HostProgress.SubAgentDiffers => host.FindDifference()!.Why,
            HostProgress.Faults => $"It is what it should be, and tells of a fault: {agent!.Faults[0]}",
            _ => "It is what it should be.",
        };
    }

    private static DateTimeOffset? Since(HostProgress progress, HostSituation host) => progress switch
    {
        HostProgress.NothingWanted or HostProgress.NeverSeen => host.EnrolledAt,
        HostProgress.Diverged => host.Desired.Held!.ToldAt,
        HostProgress.Offline or HostProgress.Stopped or HostProgress.Unknown => host.LastSeen,
        HostProgress.Upgrading or HostProgress.UpgradeFailed or HostProgress.RolledBack =>
            host.Heartbeat!.Agent.Upgrade!.At,
        HostProgress.OnHold => host.Heartbeat!.Agent.Hold!.At,
        HostProgress.SubAgentDiffers => host.FindDifference()!.Since ?? host.Desired.ChangedAt,
        _ => host.Desired.ChangedAt,
    };

    private static string Next(HostProgress progress, HostSituation host) => progress switch
    {
        HostProgress.NothingWanted => "Nothing, until a layer says something of it.",
        HostProgress.NeverSeen => "Its first heartbeat is answered with what it should be.",
        HostProgress.Diverged => "'aops-server restore --adopt-hosts' makes that what it should be, '--impose' gives it what " +
            "its layers say; a layer that is written meanwhile holds at once.",
        HostProgress.Moving => "The operation of that layer moves it, and its waiting heartbeat is answered then.",
        HostProgress.Stopped when host.State == HostState.Uninstalled =>
            "Nothing: remove it from the fleet, unless it is installed again.",
        HostProgress.Stopped => "Its first heartbeat after its start is answered with what it should be.",
        HostProgress.Unknown => $"Its heartbeat is due within {host.Heartbeat!.IntervalSeconds} s; it counts as offline " +
            "after two that are missing.",
        HostProgress.Offline => "Its next heartbeat is answered with what it should be.",
        HostProgress.Pending =>
            $"Its next heartbeat, due within {host.Heartbeat!.IntervalSeconds} s, is answered with what it should be.",
        HostProgress.OnHold => "It goes on by itself then, or after 'aops-agent-service hold --end' on the host.",
        HostProgress.Upgrading => "The host judges the version in its trial, and commits it or takes it back by itself.",
        HostProgress.UpgradeFailed or HostProgress.RolledBack =>
            "It stays as it is; the version is tried again under a new order, which a write of its layer gives.",
        HostProgress.OtherVersion when HindranceOf(host) is { } fault => FaultNext.OfHindrance(fault),
        HostProgress.OtherVersion => "The host begins the upgrade by itself, and its heartbeats tell of it.",
        HostProgress.Paused => "The pair goes on; what ran is started again once no layer pauses it.",
        HostProgress.SubAgentDiffers => host.FindDifference()!.Next,
        HostProgress.Faults => FaultNext.Of(host.Heartbeat!),
        _ => "Nothing is left to do.",
    };

    private static string? HindranceOf(HostSituation host) => host.HindranceOf(host.Desired.Document.Agent!.Version);

    private static string WhyDiverged(HostDesired desired)
    {
        var layers = desired.Document.Layers.Where(layer => layer.Layer.Kind != LayerKind.Held)
            .Select(layer => layer.Layer.Text).ToList();
        return $"The database was put back to a copy that does not know what this host held, {desired.Held!.Mark.Revision}: " +
            (layers.Count == 0 ? "it keeps that." : $"it keeps that, below what was written since ({string.Join(", ", layers)}).");
    }

    private static string Ended(string sentence) => sentence.EndsWith('.') ? sentence : $"{sentence}.";

    private static string By(ChangeHold hold) => hold.By.Length > 0 ? hold.By : "An operator";

    private static string Reason(UpgradeReport upgrade) => upgrade.Reason ?? "it did not say why.";

    private static string Time(DateTimeOffset? time) => time is { } at
        ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
        : "an unknown time";
}

/// <summary>How far a host is.</summary>
/// <param name="Progress">The state.</param>
/// <param name="Why">One sentence.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Next">What happens next: one sentence.</param>
internal sealed record HostVerdict(HostProgress Progress, string Why, DateTimeOffset? Since, string Next);
