namespace Aops.Server.Heartbeats;

/// <summary>
/// Members of a heartbeat whose change is no news: its number, what the server gave to be shown again, and measured values. They
/// are those that <see cref="HeartbeatNews"/> does not compare.
/// </summary>
internal enum MeasuredMember
{
    /// <summary><c>sequence</c>.</summary>
    Sequence,

    /// <summary><c>host.instance.counter</c>.</summary>
    Counter,

    /// <summary><c>agent.spmRssBytes</c>.</summary>
    SpmRssBytes,

    /// <summary><c>agent.spaRssBytes</c>.</summary>
    SpaRssBytes,

    /// <summary><c>subAgents[].rssBytes</c>.</summary>
    SubAgentRssBytes,

    /// <summary><c>subAgents[].cpuMilliseconds</c>.</summary>
    SubAgentCpuMilliseconds,
}
