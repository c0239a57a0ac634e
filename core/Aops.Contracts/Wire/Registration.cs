namespace Aops.Contracts.Wire;

/// <summary>
/// Body of <c>POST /api/agents/register</c>. The enrolment token is sent in <c>x-agent-token</c>; a host that asks
/// to retain an identity also sends that identity's secret, in <c>x-agent-proof</c>.
/// </summary>
public sealed record RegisterRequest
{
    /// <summary>Schema version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>The identity that the host asks to retain, or null for a new one.</summary>
    public string? AgentId { get; init; }

    /// <summary>Facts about the host.</summary>
    public required HostInfo Host { get; init; }

    /// <summary>The version of the suite that enrols.</summary>
    public required string AgentVersion { get; init; }
}

/// <summary>Reply to <see cref="RegisterRequest"/>.</summary>
public sealed record RegisterReply
{
    /// <summary>Schema version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>The id of this host from now on.</summary>
    public required string AgentId { get; init; }

    /// <summary>The secret of that id, sent in <c>x-agent-token</c>; the server stores only its hash.</summary>
    public required string AgentToken { get; init; }

    /// <summary>The desired version of the suite on this host; null for none.</summary>
    public string? AgentVersion { get; init; }
}

/// <summary>
/// Reply to <c>GET /api/agents/enrolment</c>: what would come of a registration with an enrolment token, which is not used up.
/// </summary>
public sealed record EnrolmentLook
{
    /// <summary>Schema version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>The version of the suite that the fleet is ordered to run; null for none.</summary>
    public string? AgentVersion { get; init; }

    /// <summary>Whether an operator has to let the host in.</summary>
    public bool NeedsApproval { get; init; }

    /// <summary>When the token expires; null if the host showed another proof.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Facts that a host reports about itself.</summary>
public sealed record HostInfo
{
    /// <summary>Name of the host.</summary>
    public required string Hostname { get; init; }

    /// <summary>
    /// SHA-256 of <c>/etc/machine-id</c> with a constant, in hexadecimal; reveals a cloned machine.
    /// </summary>
    public required string MachineId { get; init; }

    /// <summary>PRETTY_NAME of os-release.</summary>
    public string? Os { get; init; }

    /// <summary>Release of the kernel.</summary>
    public string? Kernel { get; init; }

    /// <summary><c>x64</c> or <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>One of <see cref="ServiceManagers"/>: <c>systemd</c> or <c>direct</c>.</summary>
    public string? ServiceManager { get; init; }

    /// <summary>
    /// Distinguishes this host from others with the same machine id; null from agents that do not report it.
    /// </summary>
    public HostInstance? Instance { get; init; }
}
