using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Events;

namespace Aops.Server.Heartbeats;

/// <summary>Derives the events on a host from two consecutive heartbeats.</summary>
internal static class StatusChanges
{
    /// <summary>The differences.</summary>
    /// <param name="before">The previous heartbeat; null for the first one ever.</param>
    /// <param name="now">The heartbeat.</param>
    public static IEnumerable<StatusChange> Between(HeartbeatRequest? before, HeartbeatRequest now)
    {
        var host = now.Host.Hostname;
        if (before is not null && before.Agent.Version != now.Agent.Version)
        {
            yield return new StatusChange(EventKinds.VersionChanged,
                $"{host} runs agent {now.Agent.Version}, before {before.Agent.Version}.");
        }
        if (HasMoved(before?.Agent.Upgrade, now.Agent.Upgrade))
            yield return new StatusChange(EventKinds.Upgrade, Tell(host, "agent", now.Agent.Upgrade!));
        foreach (var fault in now.Agent.Faults.Except(before?.Agent.Faults ?? []))
            yield return new StatusChange(EventKinds.Fault, $"{host}: {fault}", EventSeries.OfFault(fault));
        foreach (var change in OfSubAgents(before, now)) yield return change;
    }

    private static IEnumerable<StatusChange> OfSubAgents(HeartbeatRequest? before, HeartbeatRequest now)
    {
        var host = now.Host.Hostname;
        var known = (before?.SubAgents ?? []).ToDictionary(subAgent => subAgent.Name, StringComparer.Ordinal);
        foreach (var subAgent in now.SubAgents)
        {
            known.Remove(subAgent.Name, out var old);
            if (old is null || old.State != subAgent.State || old.Version != subAgent.Version)
                yield return new StatusChange(EventKinds.SubAgent, Tell(host, subAgent), SeriesOf(subAgent));
            else if (old.Restarts < subAgent.Restarts)
            {
                yield return new StatusChange(EventKinds.SubAgent,
                    $"{subAgent.Name} on {host} was restarted after {subAgent.LastExit ?? "its end"}.",
                    EventSeries.OfSubAgent(subAgent.Name, "restarted"));
            }
            if (HasMoved(old?.Upgrade, subAgent.Upgrade))
                yield return new StatusChange(EventKinds.SubAgentUpgrade, Tell(host, subAgent.Name, subAgent.Upgrade!));
        }
        foreach (var gone in known.Keys)
            yield return new StatusChange(EventKinds.SubAgent, $"{gone} is not on {host} any more.");
    }

    private static string SeriesOf(SubAgentStatus subAgent) =>
        EventSeries.OfSubAgent(subAgent.Name, KebabName.Of(subAgent.State));

    // The progress of a download is not an event.
    private static bool HasMoved(UpgradeReport? before, UpgradeReport? now) =>
        now is not null && (before is null || before.Phase != now.Phase || before.To != now.To
            || (before.From != now.From) || before.Reason != now.Reason);

    private static string Tell(string host, string what, UpgradeReport upgrade)
    {
        var phase = KebabName.Of(upgrade.Phase);
        var reason = upgrade.Reason is null ? "." : $": {upgrade.Reason}";
        return $"{what} {upgrade.From} -> {upgrade.To} on {host}: {phase}{reason}";
    }

    private static string Tell(string host, SubAgentStatus subAgent)
    {
        var state = KebabName.Of(subAgent.State);
        var version = subAgent.Version is null ? "" : $" {subAgent.Version}";
        var fault = subAgent.Fault is null ? "." : $": {subAgent.Fault}";
        return $"{subAgent.Name}{version} on {host} is {state}{fault}";
    }
}
