using System.Text.Json.Serialization;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;

namespace Aops.Contracts.Local;

/// <summary>
/// What travels on the local sockets <c>run/aops/{spm,spa}.sock</c>.
/// <para>Parties: the two halves and the service CLI, all on one host. Trust: the kernel tells the peer's user and
/// pid (SO_PEERCRED); root and the owner of the socket may speak, nobody else.</para>
/// <para>Bytes: a frame is its length (4 bytes, little-endian, at most <see cref="Limits.LocalFrameBytesMax"/>)
/// and as many bytes of UTF-8 JSON, one of the records below by its <c>kind</c>. The first frame each way is a
/// <see cref="Hello"/>.</para>
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Hello), "hello")]
[JsonDerivedType(typeof(Ping), "beat")]
[JsonDerivedType(typeof(Pong), "beat-reply")]
[JsonDerivedType(typeof(StatusRequest), "status")]
[JsonDerivedType(typeof(StatusReply), "status-reply")]
[JsonDerivedType(typeof(UpgradeRequest), "upgrade")]
[JsonDerivedType(typeof(RollbackRequest), "rollback")]
[JsonDerivedType(typeof(UpgradeProgress), "upgrade-progress")]
[JsonDerivedType(typeof(SubAgentRequest), "subagent")]
[JsonDerivedType(typeof(RestartRequest), "restart")]
[JsonDerivedType(typeof(StopRequest), "stop")]
[JsonDerivedType(typeof(DoneReply), "done")]
[JsonDerivedType(typeof(FaultReply), "fault")]
public abstract record LocalMessage;

/// <summary>Opens a connection, each way.</summary>
public sealed record Hello : LocalMessage
{
    /// <summary>Version of the local protocol; a half that meets a newer major one goes on with what it knows.</summary>
    public int Protocol { get; set; } = 1;

    /// <summary>Who speaks.</summary>
    public required Role Role { get; init; }

    /// <summary>Version of the suite.</summary>
    public required string Version { get; init; }

    /// <summary>Pid of the speaker; checked against the kernel's word.</summary>
    public required int Pid { get; init; }
}

/// <summary>
/// Sent by spm to spa every <c>pingInterval</c>; one that is missing for <c>pingTimeout</c> means that spm hangs.
/// It has passed through spm's event loop and its thread pool, so neither can be stuck.
/// </summary>
public sealed record Ping : LocalMessage
{
    /// <summary>Counts up by one.</summary>
    public required long Sequence { get; init; }

    /// <summary>Resident memory, in bytes.</summary>
    public required long RssBytes { get; init; }

    /// <summary>Local health of spm.</summary>
    public required SpmHealth Health { get; init; }

    /// <summary>How its heartbeats went; null from a version that does not say it.</summary>
    public HeartbeatTally? Heartbeats { get; init; }
}

/// <summary>What judges a version on trial. Nothing here depends on the server, the network or a full disk.</summary>
public sealed record SpmHealth
{
    /// <summary>conf.yml was read and parsed; lines that are refused stand in <see cref="RefusedConfLines"/>.</summary>
    public required bool ConfigParsed { get; init; }

    /// <summary>
    /// Lines of conf.yml that are refused, from 1; 0 for a fault of no line. A version is at fault only for those that the
    /// judge's own version takes. Null from a version that does not say it.
    /// </summary>
    public IReadOnlyList<long>? RefusedConfLines { get; init; }

    /// <summary>Identity, journal and desired state were read.</summary>
    public required bool StateRead { get; init; }

    /// <summary>Every sub-agent that ran before was taken up again, or its end was seen.</summary>
    public required bool SubAgentsAdopted { get; init; }

    /// <summary>All three.</summary>
    [JsonIgnore]
    public bool IsHealthy => ConfigParsed && StateRead && SubAgentsAdopted;
}

/// <summary>Answer of spa to a <see cref="Ping"/>; one that is missing for <c>pingTimeout</c> means that spa hangs.</summary>
public sealed record Pong : LocalMessage
{
    /// <summary>The sequence it answers.</summary>
    public required long Sequence { get; init; }

    /// <summary>Resident memory of spa, in bytes.</summary>
    public required long RssBytes { get; init; }

    /// <summary>Asks spm for a heartbeat at once: the judge of its trial knows that the server can be reached.</summary>
    public bool HeartbeatNow { get; init; }
}

/// <summary>Asks either half for its state.</summary>
public sealed record StatusRequest : LocalMessage;

/// <summary>State of one half; spm's holds the whole tree.</summary>
public sealed record StatusReply : LocalMessage
{
    /// <summary>Who answers.</summary>
    public required Role Role { get; init; }

    /// <summary>The suite, as the server is told.</summary>
    public required AgentStatus Agent { get; init; }

    /// <summary>Identity at the server, or null before the registration.</summary>
    public string? AgentId { get; init; }

    /// <summary>The server.</summary>
    public string? HeartbeatServer { get; init; }

    /// <summary>When a heartbeat was last accepted, UTC; null if never in this life.</summary>
    public DateTimeOffset? LastHeartbeatAt { get; init; }

    /// <summary>Why the last heartbeat failed and what happens next; null while they are accepted.</summary>
    public string? HeartbeatFault { get; init; }

    /// <summary>Revision of the desired state.</summary>
    public long Revision { get; init; }

    /// <summary>How often this half revived the other.</summary>
    public int PeerRevivals { get; init; }

    /// <summary>The sub-agents.</summary>
    public IReadOnlyList<SubAgentStatus> SubAgents { get; set; } = [];
}

/// <summary>
/// Asks spm to upgrade to a version from its repository, or from an offline bundle. Answered by
/// <see cref="UpgradeProgress"/> frames, the last of which is final; across the switch the client connects anew.
/// </summary>
public sealed record UpgradeRequest : LocalMessage
{
    /// <summary>The version.</summary>
    public required string Version { get; init; }

    /// <summary>Absolute path of a bundle, or null for the server's repository.</summary>
    public string? BundlePath { get; init; }
}

/// <summary>Asks spm to return to the previous version.</summary>
public sealed record RollbackRequest : LocalMessage;

/// <summary>Where an upgrade stands.</summary>
public sealed record UpgradeProgress : LocalMessage
{
    /// <summary>The report.</summary>
    public required UpgradeReport Report { get; init; }
}

/// <summary>Asks spm to do something with one sub-agent.</summary>
public sealed record SubAgentRequest : LocalMessage
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>What to do. Holds until the server's desired state changes.</summary>
    public required SubAgentAction Action { get; init; }
}

/// <summary>What can be asked of a sub-agent.</summary>
[JsonConverter(typeof(OpenEnumConverter<SubAgentAction>))]
public enum SubAgentAction
{
    /// <summary>Start it.</summary>
    Start,

    /// <summary>Stop it.</summary>
    Stop,

    /// <summary>Stop and start it.</summary>
    Restart,
}

/// <summary>Asks a half to start anew in place; sub-agents go on.</summary>
public sealed record RestartRequest : LocalMessage;

/// <summary>
/// Asks a half to end. Obeyed only while <see cref="AopsLayout.StopMarker"/> is there: it is the marker that makes
/// both stay down, the message only saves the wait.
/// </summary>
public sealed record StopRequest : LocalMessage;

/// <summary>The request was carried out.</summary>
public sealed record DoneReply : LocalMessage
{
    /// <summary>A sentence, or null.</summary>
    public string? Message { get; init; }
}

/// <summary>The request was refused or failed.</summary>
public sealed record FaultReply : LocalMessage
{
    /// <summary>What failed, on what, and what happens next.</summary>
    public required string Message { get; init; }

    /// <summary>The exit code that fits, from <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; set; } = ExitCodes.Failure;
}
