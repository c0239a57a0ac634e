using System.Text.Json.Serialization;
using Aops.Contracts;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;

namespace Aops.AgentService.Status;

/// <summary>What <c>status --json</c> prints. Members are added, never renamed or taken away.</summary>
internal sealed record StatusReport
{
    /// <summary>Version of this shape; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>The root.</summary>
    public required string Root { get; init; }

    /// <summary>In one word.</summary>
    public required SuiteState State { get; init; }

    /// <summary>Version that spm runs; of spa while spm is away.</summary>
    public string? Version { get; init; }

    /// <summary><c>direct</c> or <c>systemd</c>.</summary>
    public required string ServiceManager { get; init; }

    /// <summary>Identity at the server.</summary>
    public string? AgentId { get; init; }

    /// <summary>The server.</summary>
    public string? Endpoint { get; init; }

    /// <summary>How the host reaches its server, and what it was asked to do otherwise; null from an older spm.</summary>
    public ConnectionReport? Connection { get; init; }

    /// <summary>The manager.</summary>
    public required MemberReport Spm { get; init; }

    /// <summary>The companion.</summary>
    public required MemberReport Spa { get; init; }

    /// <summary>When a heartbeat was last accepted, UTC; null if never in this life of spm.</summary>
    public DateTimeOffset? LastHeartbeatAt { get; init; }

    /// <summary>Why the last heartbeat failed; null while they are accepted.</summary>
    public string? HeartbeatFault { get; init; }

    /// <summary>Revision of the desired state.</summary>
    public long Revision { get; init; }

    /// <summary>The newest upgrade or rollback; null if there was none.</summary>
    public UpgradeReport? Upgrade { get; init; }

    /// <summary>The sub-agents.</summary>
    public IReadOnlyList<SubAgentStatus> SubAgents { get; set; } = [];

    /// <summary>What is wrong, one sentence each; empty while all is well.</summary>
    public IReadOnlyList<string> Faults { get; set; } = [];

    /// <summary>The exit code of <c>status</c>.</summary>
    [JsonIgnore]
    public int ExitCode => State switch
    {
        SuiteState.Healthy => ExitCodes.Ok,
        SuiteState.Unhealthy => ExitCodes.Unhealthy,
        SuiteState.Unknown => ExitCodes.NoPermission,
        _ => ExitCodes.NotRunning,
    };
}

/// <summary>State of the suite in one word.</summary>
[JsonConverter(typeof(KebabEnumConverter<SuiteState>))]
internal enum SuiteState
{
    /// <summary>Both halves run and answer, heartbeats are accepted, no sub-agent failed.</summary>
    Healthy,

    /// <summary>Something of that does not hold; the faults say what.</summary>
    Unhealthy,

    /// <summary>Installed, and neither half runs.</summary>
    Stopped,

    /// <summary>Nothing is installed below this root.</summary>
    NotInstalled,

    /// <summary>This user may not ask; the faults say what.</summary>
    Unknown,
}

/// <summary>One half of the pair.</summary>
internal sealed record MemberReport
{
    /// <summary>Whether a process of it is there.</summary>
    public required bool Running { get; init; }

    /// <summary>Whether it answered on its socket.</summary>
    public bool Answers { get; init; }

    /// <summary>Its pid.</summary>
    public int? Pid { get; init; }

    /// <summary>Its version, by its own word.</summary>
    public string? Version { get; init; }

    /// <summary>Resident memory, in bytes.</summary>
    public long RssBytes { get; init; }

    /// <summary>When it started, UTC; null where it did not answer.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How often the other half, in its present life, revived this one.</summary>
    public int Revivals { get; init; }
}
