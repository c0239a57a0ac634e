using Aops.Contracts.Wire.Inventory;
using Aops.Contracts.Wire.Runs;

namespace Aops.Contracts.Wire;

/// <summary>Headers of an agent's requests and of the replies to them.</summary>
public static class WireHeaders
{
    /// <summary>The agent's id.</summary>
    public const string AgentId = "x-agent-id";

    /// <summary>The agent's secret; at registration, the enrolment token.</summary>
    public const string AgentToken = "x-agent-token";

    /// <summary>
    /// In the reply to <c>GET /api/agents/self</c>: the version whose heartbeat was accepted last; absent if there
    /// was none since the server started.
    /// </summary>
    public const string HeardVersion = "x-agent-heard-version";

    /// <summary>In the same reply: the age of that heartbeat, in seconds.</summary>
    public const string HeardSecondsAgo = "x-agent-heard-seconds-ago";

    /// <summary>
    /// In the same reply: the version of the suite that the host should run; absent where no layer says one.
    /// </summary>
    public const string DesiredVersion = "x-agent-desired-version";

    /// <summary>
    /// At registration with an enrolment token: the secret of the identity that the host asks to retain. Without it
    /// an existing identity is never handed out.
    /// </summary>
    public const string AgentProof = "x-agent-proof";

    /// <summary>At registration: what this host says each time that it registers with one token; see <c>PROTOCOL.md</c>.</summary>
    public const string Attempt = "x-agent-attempt";
}

/// <summary>
/// Body of <c>POST /api/agents/heartbeat</c>: the current state. The server replies at once if
/// <see cref="Revision"/> differs from its own or a command is pending; otherwise it may hold the request for up to
/// <see cref="HoldSeconds"/> (long poll).
/// </summary>
public sealed record HeartbeatRequest
{
    /// <summary>Schema version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Increases by one with each heartbeat of one process.</summary>
    public required long Sequence { get; init; }

    /// <summary>Revision of the desired state that the agent has stored; 0 for none.</summary>
    public required long Revision { get; init; }

    /// <summary>History of <see cref="Revision"/> (<see cref="DesiredState.History"/>); null where it is not known.</summary>
    public string? History { get; init; }

    /// <summary>
    /// The desired state that the agent holds, where the reply before asked for it; at most
    /// <see cref="Limits.HeldBytesMax"/> bytes of JSON, else null.
    /// </summary>
    public DesiredState? Held { get; init; }

    /// <summary>How long the server may hold this request, in seconds; 0 asks for an immediate reply.</summary>
    public int HoldSeconds { get; init; }

    /// <summary>The agent's heartbeat interval, in seconds; the server derives "offline" from it.</summary>
    public required int IntervalSeconds { get; init; }

    /// <summary>Facts about the host.</summary>
    public required HostInfo Host { get; init; }

    /// <summary>State of the suite.</summary>
    public required AgentStatus Agent { get; init; }

    /// <summary>State of each sub-agent on the host.</summary>
    public IReadOnlyList<SubAgentStatus> SubAgents { get; set; } = [];

    /// <summary>
    /// The inventory: names of sections (<see cref="InventorySections"/>), each with the
    /// <see cref="InventoryHash"/> of its content; null before it was gathered, and from a version without inventory.
    /// </summary>
    public IReadOnlyDictionary<string, string>? Inventory { get; init; }
}

/// <summary>State of the suite on one host.</summary>
public sealed record AgentStatus
{
    /// <summary>The running version.</summary>
    public required string Version { get; init; }

    /// <summary>When this spm process started, UTC.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Pid of spm.</summary>
    public int SpmPid { get; init; }

    /// <summary>Pid of spa; null while it is not connected.</summary>
    public int? SpaPid { get; init; }

    /// <summary>Version of spa; null while it is not connected.</summary>
    public string? SpaVersion { get; init; }

    /// <summary>Resident memory of spm, in bytes.</summary>
    public long SpmRssBytes { get; init; }

    /// <summary>Resident memory of spa, in bytes; 0 while it is not connected.</summary>
    public long SpaRssBytes { get; init; }

    /// <summary>The newest upgrade or rollback, or null if there was none.</summary>
    public UpgradeReport? Upgrade { get; init; }

    /// <summary>The connection to the server; null from a version that does not report it.</summary>
    public ConnectionReport? Connection { get; init; }

    /// <summary>
    /// Why the sub-agents are held stopped (<see cref="DesiredPause.Reason"/>), once they are; null while they may run.
    /// </summary>
    public string? Paused { get; init; }

    /// <summary>What an operator at the host holds back; null for nothing.</summary>
    public ChangeHold? Hold { get; init; }

    /// <summary>What the host runs at a server's word; null from a version without runs.</summary>
    public RunPolicy? Runs { get; init; }

    /// <summary>Faults for the operator, one sentence each, such as a refused conf.yml or a damaged file.</summary>
    public IReadOnlyList<string> Faults { get; set; } = [];
}

/// <summary>Where an upgrade stands.</summary>
public sealed record UpgradeReport
{
    /// <summary>What <see cref="Reason"/> begins with where an operator has ordered the version before.</summary>
    public const string RollbackOrdered = "a rollback was ordered";

    /// <summary>Version before the upgrade.</summary>
    public required string From { get; init; }

    /// <summary>Requested version.</summary>
    public required string To { get; init; }

    /// <summary>Current phase.</summary>
    public required UpgradePhase Phase { get; init; }

    /// <summary>Progress of the download, 0 to 100; null in other phases.</summary>
    public int? Percent { get; init; }

    /// <summary>What failed and what happens next, or null.</summary>
    public string? Reason { get; init; }

    /// <summary>When the phase began, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>
    /// Whether the host tries the same order again by itself; with <see cref="UpgradePhase.Failed"/> alone. What hindered it
    /// is no fault of the version then. False from a version that does not tell.
    /// </summary>
    public bool IsRetried { get; init; }

    /// <summary>Whether no other phase follows; false for a phase of a later version.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsFinal => Phase is UpgradePhase.Success or UpgradePhase.Failed or UpgradePhase.RolledBack
        or UpgradePhase.Withdrawn;
}

/// <summary>Phases of an upgrade as they are reported to the server.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(OpenEnumConverter<UpgradePhase>))]
public enum UpgradePhase
{
    /// <summary>The package is being fetched and verified.</summary>
    Downloading,

    /// <summary>The package is being unpacked and its programs are tested.</summary>
    Installing,

    /// <summary>The new version runs and is on trial.</summary>
    Trial,

    /// <summary>The new version is committed.</summary>
    Success,

    /// <summary>Failed before the switch; the running version was not touched.</summary>
    Failed,

    /// <summary>Failed after the switch; the old version runs again.</summary>
    RolledBack,

    /// <summary>The order was withdrawn before the switch; the running version was not touched.</summary>
    Withdrawn,
}

/// <summary>Reply to a heartbeat: the desired state and pending commands.</summary>
public sealed record HeartbeatReply
{
    /// <summary>Schema version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>The server's time, UTC.</summary>
    public required DateTimeOffset ServerTime { get; init; }

    /// <summary>The desired state; null if the agent already has its revision.</summary>
    public DesiredState? Desired { get; init; }

    /// <summary>
    /// Asks for <see cref="HeartbeatRequest.Held"/> in the next heartbeat: this server does not know what the agent holds.
    /// </summary>
    public bool AsksForHeld { get; init; }

    /// <summary>Pending commands of this agent; it runs each id at most once.</summary>
    public IReadOnlyList<AgentCommand> Commands { get; set; } = [];

    /// <summary>
    /// Shortest time until the agent's next heartbeat, in seconds, when the server is overloaded; 0 for no request.
    /// </summary>
    public int SlowDownSeconds { get; init; }

    /// <summary>
    /// Generation of the published <c>fleet/authority.json</c>; null for none. Only a hint to fetch that file: the
    /// host trusts its signed content alone.
    /// </summary>
    public long? AuthorityGeneration { get; init; }

    /// <summary>
    /// The agent returns it in the next heartbeat as <see cref="HostInstance.Counter"/>. Two hosts that share one
    /// identity cannot both hold the newest value, which reveals them. 0 from servers that do not count.
    /// </summary>
    public long Counter { get; init; }

    /// <summary>
    /// Sections of the inventory whose content the server lacks and asks this host for; null for none.
    /// </summary>
    public IReadOnlyList<string>? InventoryWanted { get; init; }

    /// <summary>Runs that wait for this host, which starts each id at most once; null for none.</summary>
    public IReadOnlyList<RunOrder>? Runs { get; init; }

    /// <summary>Ids of runs of this host that are to end, or not to start; null for none.</summary>
    public IReadOnlyList<string>? CancelledRuns { get; init; }
}
