using System.Text.Json.Serialization;
using Aops.Contracts;
using Aops.Contracts.Wire;

namespace Aops.AgentService.Status;

/// <summary>Output of <c>status --json</c>. Members are added, never renamed or removed.</summary>
internal sealed record StatusReport
{
    /// <summary>Version of this format; 1.</summary>
    public int Schema { get; set; } = 1;

    public required string Root { get; init; }

    /// <summary>State of the suite.</summary>
    public required SuiteState State { get; init; }

    /// <summary>Version that spm runs; that of spa if spm does not run.</summary>
    public string? Version { get; init; }

    /// <summary><c>direct</c> or <c>systemd</c>.</summary>
    public required string ServiceManager { get; init; }

    /// <summary>Identity at the server; null if not registered.</summary>
    public string? AgentId { get; init; }

    /// <summary>Address of the server; null if none is set.</summary>
    public string? Endpoint { get; init; }

    /// <summary>How the host reaches its server, and a requested change of that; null from an older spm.</summary>
    public ConnectionReport? Connection { get; init; }

    /// <summary>The state of spm.</summary>
    public required MemberReport Spm { get; init; }

    /// <summary>The state of spa.</summary>
    public required MemberReport Spa { get; init; }

    /// <summary>When a heartbeat was last accepted, UTC; null if never by this process of spm.</summary>
    public DateTimeOffset? LastHeartbeatAt { get; init; }

    /// <summary>Why the last heartbeat failed; null while they are accepted.</summary>
    public string? HeartbeatFault { get; init; }

    /// <summary>Revision of the desired state.</summary>
    public long Revision { get; init; }

    /// <summary>The newest upgrade or rollback; null if there was none.</summary>
    public UpgradeReport? Upgrade { get; init; }

    /// <summary>Why the server keeps all sub-agents stopped; null while they may run.</summary>
    public string? Paused { get; init; }

    /// <summary>What an operator at this host holds back; null for nothing.</summary>
    public ChangeHold? Hold { get; init; }

    public IReadOnlyList<SubAgentStatus> SubAgents { get; set; } = [];

    /// <summary>Faults, one sentence each; empty if there are none.</summary>
    public IReadOnlyList<string> Faults { get; set; } = [];

    [JsonIgnore]
    public int ExitCode => State switch
    {
        SuiteState.Healthy or SuiteState.Paused => ExitCodes.Ok,
        SuiteState.Unhealthy => ExitCodes.Unhealthy,
        SuiteState.Unknown => ExitCodes.NoPermission,
        _ => ExitCodes.NotRunning,
    };
}

[JsonConverter(typeof(KebabEnumConverter<SuiteState>))]
internal enum SuiteState
{
    /// <summary>Both members run and answer, heartbeats are accepted, no sub-agent failed.</summary>
    Healthy,

    /// <summary>The same, and the server keeps all sub-agents stopped.</summary>
    Paused,

    /// <summary>One of these conditions does not hold; the faults say which.</summary>
    Unhealthy,

    /// <summary>Installed, and neither member runs.</summary>
    Stopped,

    /// <summary>Nothing is installed below this root.</summary>
    NotInstalled,

    /// <summary>This user may not ask; the faults say what is missing.</summary>
    Unknown,
}

/// <summary>State of one member of the pair.</summary>
internal sealed record MemberReport
{
    /// <summary>Whether a process of it exists.</summary>
    public required bool Running { get; init; }

    /// <summary>Whether it answered on its socket.</summary>
    public bool Answers { get; init; }

    /// <summary>Its pid; null if it does not run.</summary>
    public int? Pid { get; init; }

    /// <summary>Its version, as it reports it.</summary>
    public string? Version { get; init; }

    /// <summary>Resident memory, in bytes.</summary>
    public long RssBytes { get; init; }

    /// <summary>When it started, UTC; null if it did not answer.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>How often the current process of its peer has revived it.</summary>
    public int Revivals { get; init; }
}
