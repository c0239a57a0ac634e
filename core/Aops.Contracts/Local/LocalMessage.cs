using System.Text.Json.Serialization;
using Aops.Contracts.Wire;

namespace Aops.Contracts.Local;

/// <summary>
/// A message on the local sockets <c>run/aops/{spm,spa}.sock</c>.
/// <para>Parties: the two members of the pair and the service CLI, all on one host. Trust: the kernel reports the
/// user and pid of the other end (SO_PEERCRED); only root and the owner of the socket may connect.</para>
/// <para>Bytes: a frame is its length (4 bytes, little-endian, at most <see cref="Limits.LocalFrameBytesMax"/>) and
/// as many bytes of UTF-8 JSON, one of the records below by its <c>kind</c>. The first frame each way is a
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
[JsonDerivedType(typeof(HoldRequest), "hold")]
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
    /// <summary>
    /// Version of the local protocol; a member that meets a newer version goes on with the messages it knows.
    /// </summary>
    public int Protocol { get; set; } = 1;

    /// <summary>Role of the sender.</summary>
    public required Role Role { get; init; }

    /// <summary>The sender's version of the suite.</summary>
    public required string Version { get; init; }

    /// <summary>The sender's pid; checked against SO_PEERCRED.</summary>
    public required int Pid { get; init; }
}

/// <summary>
/// Sent by spm to spa every <c>pingInterval</c>. If none arrives for <c>pingTimeout</c>, spm counts as hung. A ping
/// passes through spm's event loop and its thread pool, so it proves that both are responsive.
/// </summary>
public sealed record Ping : LocalMessage
{
    /// <summary>Increases by one with each ping.</summary>
    public required long Sequence { get; init; }

    /// <summary>Resident memory, in bytes.</summary>
    public required long RssBytes { get; init; }

    /// <summary>Health of spm, judged from local facts only.</summary>
    public required SpmHealth Health { get; init; }

    /// <summary>Counts of spm's heartbeats; null if spm's version does not report them.</summary>
    public HeartbeatTally? Heartbeats { get; init; }
}

/// <summary>
/// The criteria by which a version on trial is judged. None depends on the server, the network or free disk space.
/// </summary>
public sealed record SpmHealth
{
    /// <summary>
    /// Whether conf.yml was read and parsed; refused lines are listed in <see cref="RefusedConfLines"/>.
    /// </summary>
    public required bool ConfigParsed { get; init; }

    /// <summary>
    /// Lines of conf.yml that are refused, from 1; 0 for a fault without a line. A version on trial is blamed only
    /// for lines that the judge's own version accepts. Null if the version does not report them.
    /// </summary>
    public IReadOnlyList<long>? RefusedConfLines { get; init; }

    /// <summary>Whether identity, journal and desired state were read.</summary>
    public required bool StateRead { get; init; }

    /// <summary>Whether every sub-agent that was running before was adopted, or its exit was recorded.</summary>
    public required bool SubAgentsAdopted { get; init; }

    /// <summary>Whether all three criteria hold.</summary>
    [JsonIgnore]
    public bool IsHealthy => ConfigParsed && StateRead && SubAgentsAdopted;
}

/// <summary>
/// spa's reply to a <see cref="Ping"/>. If none arrives for <c>pingTimeout</c>, spa counts as hung.
/// </summary>
public sealed record Pong : LocalMessage
{
    /// <summary>Sequence of the ping that this replies to.</summary>
    public required long Sequence { get; init; }

    /// <summary>Resident memory of spa, in bytes.</summary>
    public required long RssBytes { get; init; }

    /// <summary>
    /// Asks spm to send a heartbeat at once, because the trial judge knows that the server is reachable.
    /// </summary>
    public bool HeartbeatNow { get; init; }
}

/// <summary>Asks a member of the pair for its state.</summary>
public sealed record StatusRequest : LocalMessage;

/// <summary>State of one member of the pair; spm's reply covers the whole host.</summary>
public sealed record StatusReply : LocalMessage
{
    /// <summary>Role of the sender.</summary>
    public required Role Role { get; init; }

    /// <summary>State of the suite as it is reported to the server.</summary>
    public required AgentStatus Agent { get; init; }

    /// <summary>Identity at the server, or null before the registration.</summary>
    public string? AgentId { get; init; }

    /// <summary>The server's address.</summary>
    public string? HeartbeatServer { get; init; }

    /// <summary>When a heartbeat was last accepted, UTC; null if none was since this process started.</summary>
    public DateTimeOffset? LastHeartbeatAt { get; init; }

    /// <summary>Why the last heartbeat failed and what happens next; null while they are accepted.</summary>
    public string? HeartbeatFault { get; init; }

    /// <summary>Revision of the desired state in force.</summary>
    public long Revision { get; init; }

    /// <summary>How often this member restarted its peer.</summary>
    public int PeerRevivals { get; init; }

    /// <summary>State of each sub-agent.</summary>
    public IReadOnlyList<SubAgentStatus> SubAgents { get; set; } = [];
}

/// <summary>
/// Asks spm to upgrade to a version from its repository, or from an offline bundle. The replies are
/// <see cref="UpgradeProgress"/> frames, of which the last is final. The restart of spm closes the connection; the
/// client reconnects.
/// </summary>
public sealed record UpgradeRequest : LocalMessage
{
    /// <summary>The version to upgrade to.</summary>
    public required string Version { get; init; }

    /// <summary>Absolute path of a bundle, or null for the server's repository.</summary>
    public string? BundlePath { get; init; }
}

/// <summary>Asks spm to return to the previous version.</summary>
public sealed record RollbackRequest : LocalMessage
{
    /// <summary>Whether to commit as soon as both members are healthy, without the trial's period and without the server.</summary>
    public bool IsUrgent { get; init; }
}

/// <summary>
/// Asks spm to hold back changes that the server orders (<see cref="ChangeHold"/>), or to end that. A hold replaces the
/// one before.
/// </summary>
public sealed record HoldRequest : LocalMessage
{
    /// <summary>How long, in seconds, 1 to <see cref="Limits.HoldHoursMax"/> hours; 0 ends the hold.</summary>
    public required long Seconds { get; init; }

    /// <summary>Why; required for a hold.</summary>
    public string Reason { get; set; } = "";

    /// <summary>The user who orders it; empty if it is not known.</summary>
    public string By { get; set; } = "";
}

/// <summary>Where an upgrade stands.</summary>
public sealed record UpgradeProgress : LocalMessage
{
    /// <summary>The phase, progress and reason.</summary>
    public required UpgradeReport Report { get; init; }
}

/// <summary>Asks spm to start, stop or restart one sub-agent.</summary>
public sealed record SubAgentRequest : LocalMessage
{
    /// <summary>Name of the sub-agent.</summary>
    public required string Name { get; init; }

    /// <summary>The action. Its effect lasts until the server's desired state changes.</summary>
    public required SubAgentAction Action { get; init; }
}

/// <summary>Actions on a sub-agent.</summary>
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

/// <summary>Asks a member of the pair to restart in place; sub-agents keep running.</summary>
public sealed record RestartRequest : LocalMessage;

/// <summary>
/// Asks a member of the pair to exit. Refused unless the stop marker exists (<c>var/lib/aops/stopped</c>): the marker keeps
/// both members stopped, the message only avoids waiting until they notice it.
/// </summary>
public sealed record StopRequest : LocalMessage;

/// <summary>The request was carried out.</summary>
public sealed record DoneReply : LocalMessage
{
    /// <summary>A sentence for the operator, or null.</summary>
    public string? Message { get; init; }
}

/// <summary>The request was refused or failed.</summary>
public sealed record FaultReply : LocalMessage
{
    /// <summary>What failed, on what, and what happens next.</summary>
    public required string Message { get; init; }

    /// <summary>The matching exit code from <see cref="ExitCodes"/>.</summary>
    public int ExitCode { get; set; } = ExitCodes.Failure;
}
