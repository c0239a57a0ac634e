using Aops.Contracts.Wire;
using Aops.Query;
using Aops.Rollouts.Hosts;
using Aops.Rollouts.States;
using Aops.Server.Desired;
using Aops.Server.Heartbeats;
using Aops.Server.Layers;

namespace Aops.Server.Rollouts;

/// <summary>
/// What is known of the hosts of rollouts now: presence, the last heartbeat and what they are told, all in memory. Nothing of
/// it is stored: after a start of the server it is what the next heartbeats tell.
/// </summary>
internal sealed class HostReports(
    Presence presence, LastHeartbeats last, DesiredStates desired, SentOrders sent, TimeProvider clock)
{
    /// <summary>What a host is that has left the layer.</summary>
    public static readonly HostReport OfLeft = new() { Reach = HostReach.Left };

    /// <summary>What a host is of which nothing is asked.</summary>
    public static readonly HostReport OfOnline = new() { Reach = HostReach.Online };

    private const int StartsMax = 2;

    private static readonly TimeSpan StartsTime = TimeSpan.FromMinutes(10);

    /// <summary>The last heartbeat of a host; null where none came since the start of the server.</summary>
    public HeartbeatRequest? Heartbeat(string id) => last.Find(id)?.Heartbeat;

    /// <summary>What a host is told now.</summary>
    public HostDesired Desired(string id) => desired.Find(id);

    /// <summary>Whether a host can be ordered, as far as it tells.</summary>
    public HostReach ReachOf(string id) => ReachOf(presence.Of(id).State, Heartbeat(id));

    /// <summary>Whether anything is asked of a host in a state: nothing of one that has no part in its rollout.</summary>
    public static bool IsAsked(AssignmentState state) =>
        state is not (AssignmentState.Excluded or AssignmentState.Superseded);

    /// <summary>What is known of a host now.</summary>
    /// <param name="isTaken">Whether another rollout has it in flight.</param>
    public HostFactsNow Look(string id, bool isTaken)
    {
        var (state, heartbeat) = (presence.Of(id).State, Heartbeat(id));
        var reach = ReachOf(state, heartbeat);
        return new HostFactsNow(
            isTaken && reach == HostReach.Online ? HostReach.Taken : reach,
            state is HostState.Offline or HostState.Gone, heartbeat, desired.Find(id));
    }

    /// <summary>Whether the report of a host is the same until one of its facts changes: the time alone changes nothing of it.</summary>
    public static bool Stays(RolloutHost host, HostReport report) =>
        host.Assignment.State != AssignmentState.Ordered && report.Sickness == HostSickness.None;

    /// <summary>Whether a host said that its suite was uninstalled.</summary>
    public bool IsUninstalled(string id) => presence.Of(id).State == HostState.Uninstalled;

    /// <summary>What a rollout is told of a host that is in its layer.</summary>
    /// <param name="host">The host.</param>
    /// <param name="wanted">What its hosts should be.</param>
    /// <param name="facts">What is known of it.</param>
    public HostReport Of(RolloutHost host, WantedDocuments wanted, HostFactsNow facts)
    {
        var (assignment, heartbeat) = (host.Assignment, facts.Heartbeat);
        var progress = Progress(host, wanted, facts);
        var isOfOrder = heartbeat is not null && host.ToldChange <= heartbeat.Revision;
        var report = new HostReport
        {
            Reach = facts.Reach,
            IsOrderUnsent = assignment.State == AssignmentState.Ordered && host.ToldChange is { } change
                && sent.IsUnsent(host.Id, change, assignment.Since),
            Phase = progress.Phase,
            Reason = progress.Reason,
            Percent = progress.Percent,
            Cause = progress.Phase == ReportPhase.Blameless ? OrderProgress.CauseOf(progress.Reason) : default,
            Attempt = isOfOrder ? assignment.Attempt : 0,
        };
        return assignment.State is AssignmentState.Succeeded or AssignmentState.Regressed
            ? WithSickness(report, host, facts)
            : report;
    }

    private HostReach ReachOf(HostState state, HeartbeatRequest? heartbeat) => state switch
    {
        HostState.Stopped or HostState.Uninstalled => HostReach.Stopped,
        HostState.Online or HostState.Late =>
            heartbeat?.Agent.Hold is { } hold && hold.Until > clock.GetUtcNow() ? HostReach.Hold : HostReach.Online,
        _ => HostReach.Offline,
    };

    // One restart may be an operator's.
    private int CountStarts(RolloutHost host)
    {
        if (host.Assignment.SettledAt is not { } settled) return 0;
        var since = clock.GetUtcNow() - StartsTime;
        return last.CountStarts(host.Id, since > settled ? since : settled);
    }

    private static OrderProgress Progress(RolloutHost host, WantedDocuments wanted, HostFactsNow facts)
    {
        if (facts is not { Heartbeat: { } heartbeat, Told: var told }) return new OrderProgress(ReportPhase.None);
        if (host.Assignment.IsTold)
        {
            var progress = OrderProgress.Of(heartbeat, told.Document, host.SeenReports);
            // What it runs is there, and yet it may not have taken in what it is told besides.
            var isHeld = told.IsHeldBy(new HeldMark(heartbeat.History, heartbeat.Revision));
            return progress.Phase == ReportPhase.There && !isHeld
                ? new OrderProgress(ReportPhase.None)
                : progress;
        }
        var next = wanted.Of(told.Document);
        if (next.Changes.Count == 0) return new OrderProgress(ReportPhase.None);
        var later = OrderProgress.Of(heartbeat, next.Document, host.SeenReports);
        return later.Phase == ReportPhase.There && !next.IsOfVersions ? new OrderProgress(ReportPhase.None) : later;
    }

    // Only the sub-agents that are to run are looked at: those ran when it succeeded.
    private HostReport WithSickness(HostReport report, RolloutHost host, HostFactsNow facts)
    {
        if (facts.IsSilent) return report with { Sickness = HostSickness.MissingHeartbeats };
        if (facts is not { Heartbeat: { } heartbeat, Told.Document: var document }) return report;
        if (document.PausedBy is not null) return report;
        if (CountStarts(host) is >= StartsMax and var starts)
        {
            return report with
            {
                Sickness = HostSickness.CrashLoop,
                Reason = $"a program of its pair has started again {starts} times within {StartsTime.TotalMinutes:0} minutes",
            };
        }
        foreach (var wanted in (document.SubAgents ?? []).Where(subAgent => subAgent.Running))
        {
            var found = heartbeat.SubAgents.FirstOrDefault(one => one.Name == wanted.Name);
            if (found?.State == ProcessState.Backoff)
            {
                return report with
                {
                    Sickness = HostSickness.CrashLoop,
                    Reason = $"{wanted.Name} starts again and again after {found.LastExit ?? "its end"}",
                };
            }
            if (found is null or { State: ProcessState.Failed or ProcessState.Stopped })
            {
                return report with
                {
                    Sickness = HostSickness.SubAgentDown, Reason = $"{wanted.Name} does not run any more",
                };
            }
        }
        return report;
    }
}
