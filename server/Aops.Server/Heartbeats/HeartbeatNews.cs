using Aops.Contracts.Wire;

namespace Aops.Server.Heartbeats;

/// <summary>Whether a heartbeat tells something that the one before did not, apart from its number and measured values.</summary>
internal static class HeartbeatNews
{
    /// <summary>Compares two heartbeats of one agent.</summary>
    /// <remarks>
    /// A report counts as news, since only the database retains it. Neither of the two has an inventory, or what the host
    /// holds: both are taken in by themselves.
    /// </remarks>
    public static bool Has(HeartbeatRequest before, HeartbeatRequest now)
    {
        if (before.SubAgents.Count != now.SubAgents.Count) return true;
        for (var i = 0; i < now.SubAgents.Count; i++)
        {
            var (old, current) = (before.SubAgents[i], now.SubAgents[i]);
            if (current.Report is not null
                || (current with { RssBytes = old.RssBytes, CpuMilliseconds = old.CpuMilliseconds }) != old)
            {
                return true;
            }
        }
        return !IsSame(before.Agent, now.Agent) || !IsSame(before.Host, now.Host)
            || (now with
            {
                Sequence = before.Sequence, Host = before.Host, Agent = before.Agent, SubAgents = before.SubAgents,
            }) != before;
    }

    private static bool IsSame(HostInfo before, HostInfo now)
    {
        if (before.Instance is null || now.Instance is null) return before == now;
        return (now with { Instance = now.Instance with { Counter = before.Instance.Counter } }) == before;
    }

    private static bool IsSame(AgentStatus before, AgentStatus now) =>
        (now with
        {
            SpmRssBytes = before.SpmRssBytes, SpaRssBytes = before.SpaRssBytes, Faults = before.Faults,
            Connection = before.Connection,
        }) == before
        && now.Faults.SequenceEqual(before.Faults, StringComparer.Ordinal)
        && IsSame(before.Connection, now.Connection);

    private static bool IsSame(ConnectionReport? before, ConnectionReport? now)
    {
        if (before is null || now is null) return before is null && now is null;
        return (now with { Authorities = before.Authorities }) == before
            && now.Authorities.SequenceEqual(before.Authorities, StringComparer.Ordinal);
    }
}
