using Aops.Contracts.SubAgents;

namespace Aops.Contracts.Wire;

/// <summary>Headers of every request of an agent.</summary>
public static class WireHeaders
{
    /// <summary>The agent's identity.</summary>
    public const string AgentId = "x-agent-id";

    /// <summary>The agent's secret; at registration, the enrolment token.</summary>
    public const string AgentToken = "x-agent-token";

    /// <summary>
    /// Of the answer to <c>GET /api/agents/self</c>: the version whose heartbeat was accepted last, where there was one since
    /// the server's start.
    /// </summary>
    public const string HeardVersion = "x-agent-heard-version";

    /// <summary>Of the same answer: how long ago that was, in seconds.</summary>
    public const string HeardSecondsAgo = "x-agent-heard-seconds-ago";

    /// <summary>
    /// At registration with an enrolment token: the agent's token of the identity that the host asks for. Without it an
    /// existing identity is not given to anybody.
    /// </summary>
    public const string AgentProof = "x-agent-proof";
}

/// <summary>
/// Body of <c>POST /api/agents/heartbeat</c>: what is. The server answers at once when <see cref="Revision"/> is
/// not its own, or when a command waits; else it may hold the request for up to <see cref="HoldSeconds"/>.
/// </summary>
public sealed record HeartbeatRequest
{
    /// <summary>Version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Counts up by one a heartbeat within one life of the process.</summary>
    public required long Sequence { get; init; }

    /// <summary>Revision of the desired state that the agent holds; 0 for none.</summary>
    public required long Revision { get; init; }

    /// <summary>How long the server may hold this request, in seconds; 0 asks for an answer at once.</summary>
    public int HoldSeconds { get; init; }

    /// <summary>Time between two heartbeats as the agent is set, in seconds: what "offline" is counted by.</summary>
    public required int IntervalSeconds { get; init; }

    /// <summary>The host.</summary>
    public required HostInfo Host { get; init; }

    /// <summary>The suite itself.</summary>
    public required AgentStatus Agent { get; init; }

    /// <summary>Each sub-agent that the host knows.</summary>
    public IReadOnlyList<SubAgentStatus> SubAgents { get; set; } = [];
}

/// <summary>State of the suite on one host.</summary>
public sealed record AgentStatus
{
    /// <summary>Version that runs.</summary>
    public required string Version { get; init; }

    /// <summary>When this spm started, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Pid of spm.</summary>
    public int SpmPid { get; init; }

    /// <summary>Pid of spa, or null while it is away.</summary>
    public int? SpaPid { get; init; }

    /// <summary>Version of spa, or null while it is away.</summary>
    public string? SpaVersion { get; init; }

    /// <summary>Resident memory of spm, in bytes.</summary>
    public long SpmRssBytes { get; init; }

    /// <summary>Resident memory of spa, in bytes; 0 while it is away.</summary>
    public long SpaRssBytes { get; init; }

    /// <summary>The newest upgrade or rollback, or null if there was none.</summary>
    public UpgradeReport? Upgrade { get; init; }

    /// <summary>How this host reaches its server; null from a version that does not tell.</summary>
    public ConnectionReport? Connection { get; init; }

    /// <summary>Faults that an operator should know, one sentence each: a refused conf.yml, a damaged file.</summary>
    public IReadOnlyList<string> Faults { get; set; } = [];
}

/// <summary>Where an upgrade stands.</summary>
public sealed record UpgradeReport
{
    /// <summary>Version that was left.</summary>
    public required string From { get; init; }

    /// <summary>Version that was asked for.</summary>
    public required string To { get; init; }

    /// <summary>Phase.</summary>
    public required UpgradePhase Phase { get; init; }

    /// <summary>Progress of the download, 0 to 100, or null where it has no meaning.</summary>
    public int? Percent { get; init; }

    /// <summary>What went wrong and what happens next, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>Since when the phase holds, UTC.</summary>
    public required DateTimeOffset At { get; init; }
}

/// <summary>Phases of an upgrade as the fleet sees them.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(OpenEnumConverter<UpgradePhase>))]
public enum UpgradePhase
{
    /// <summary>Fetching and checking the package.</summary>
    Downloading,

    /// <summary>Unpacking and testing the new binaries.</summary>
    Installing,

    /// <summary>The new version runs and is judged.</summary>
    Trial,

    /// <summary>Committed.</summary>
    Success,

    /// <summary>Ended before the switch; nothing that runs was changed.</summary>
    Failed,

    /// <summary>Ended after the switch; the old version runs again.</summary>
    RolledBack,
}

/// <summary>Answer to a heartbeat: what should be.</summary>
public sealed record HeartbeatReply
{
    /// <summary>Version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Clock of the server, UTC.</summary>
    public required DateTimeOffset ServerTime { get; init; }

    /// <summary>The desired state, or null when the agent's revision is the server's.</summary>
    public DesiredState? Desired { get; init; }

    /// <summary>Commands that wait for this agent; it runs each id at most once.</summary>
    public IReadOnlyList<AgentCommand> Commands { get; set; } = [];

    /// <summary>The server asks for quiet: the agent waits at least this long before its next heartbeat, in seconds.</summary>
    public int SlowDownSeconds { get; init; }

    /// <summary>
    /// Generation of the signed <c>fleet/authority.json</c> that is published: only a hint that it is time to look, as
    /// the host believes nothing of it that is not signed. Null for none.
    /// </summary>
    public long? AuthorityGeneration { get; init; }

    /// <summary>
    /// Goes back with the next heartbeat as <see cref="HostInstance.Counter"/>: two hosts that take turns with one
    /// identity cannot both hold the newest. 0 from servers that do not count.
    /// </summary>
    public long Counter { get; init; }
}
