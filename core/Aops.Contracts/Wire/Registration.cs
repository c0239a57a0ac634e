namespace Aops.Contracts.Wire;

/// <summary>
/// Body of <c>POST /api/agents/register</c>. The enrolment token travels in <c>x-agent-token</c>; a host that wants to
/// keep an identity shows the agent's own token beside it, in <c>x-agent-proof</c>.
/// </summary>
public sealed record RegisterRequest
{
    /// <summary>Version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>The identity that the host wants to keep, or null for a new one.</summary>
    public string? AgentId { get; init; }

    /// <summary>The host.</summary>
    public required HostInfo Host { get; init; }

    /// <summary>Version of the suite that enrols.</summary>
    public required string AgentVersion { get; init; }
}

/// <summary>Answer to <see cref="RegisterRequest"/>.</summary>
public sealed record RegisterReply
{
    /// <summary>Version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>The identity of this host from now on.</summary>
    public required string AgentId { get; init; }

    /// <summary>The secret that goes with it, sent in <c>x-agent-token</c>; the server keeps only its hash.</summary>
    public required string AgentToken { get; init; }

    /// <summary>The version of the suite that the server wants on this host, or null for no wish.</summary>
    public string? AgentVersion { get; init; }
}

/// <summary>What a host says about itself.</summary>
public sealed record HostInfo
{
    /// <summary>Name of the host.</summary>
    public required string Hostname { get; init; }

    /// <summary>SHA-256 of <c>/etc/machine-id</c> with a constant of ours, as hex: tells a cloned machine apart.</summary>
    public required string MachineId { get; init; }

    /// <summary>PRETTY_NAME of os-release.</summary>
    public string? Os { get; init; }

    /// <summary>Release of the kernel.</summary>
    public string? Kernel { get; init; }

    /// <summary><c>x64</c> or <c>arm64</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary><c>systemd</c> or <c>direct</c>.</summary>
    public string? ServiceManager { get; init; }

    /// <summary>Tells this host from another one with the same machine id; null from agents that do not say.</summary>
    public HostInstance? Instance { get; init; }
}
