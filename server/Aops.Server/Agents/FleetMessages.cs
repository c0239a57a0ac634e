using Aops.Contracts.Wire;
using Aops.Server.Heartbeats;

namespace Aops.Server.Agents;

/// <summary>Answer of <c>GET /api/fleet</c>.</summary>
internal sealed record FleetPage
{
    /// <summary>By ascending id.</summary>
    public required IReadOnlyList<FleetEntry> Agents { get; init; }

    /// <summary>What to send as <c>after</c> for the next page; null on the last one.</summary>
    public string? Next { get; init; }
}

/// <summary>An agent in a list.</summary>
internal sealed record FleetEntry
{
    public required string Id { get; init; }

    public required string Hostname { get; init; }

    /// <summary>Version of the suite that runs there.</summary>
    public required string Version { get; init; }

    public required AgentState State { get; init; }

    /// <summary>
    /// The same with more words: <c>never</c>, <c>online</c>, <c>late</c>, <c>offline</c>, <c>unknown</c>, <c>gone</c>,
    /// <c>stopped</c> or <c>uninstalled</c>.
    /// </summary>
    public string Presence { get; set; } = "";

    public required DateTimeOffset EnrolledAt { get; init; }

    /// <summary>When it was last known to be online, UTC; null for never.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Version of the suite that is wanted there; null if none is.</summary>
    public string? WantedVersion { get; init; }

    /// <summary>Revision of the desired state for it.</summary>
    public required long WantedRevision { get; init; }

    /// <summary>Revision that it reported last.</summary>
    public required long HeldRevision { get; init; }

    /// <summary>Whether there is an override for it.</summary>
    public required bool HasOverride { get; init; }

    /// <summary>
    /// The agent whose token created this one as its clone; null for an agent that enrolled by itself.
    /// </summary>
    public string? CloneOf { get; init; }

    /// <summary>
    /// Whether it is removed together with <see cref="CloneOf"/>, since no operator has consented to it.
    /// </summary>
    public bool GoesWithOriginal { get; init; }

    /// <summary>Its newest upgrade or rollback; null if there was none.</summary>
    public UpgradeReport? Upgrade { get; init; }

    /// <summary>Its sub-agents, without their reports.</summary>
    public required IReadOnlyList<SubAgentStatus> SubAgents { get; init; }

    /// <summary>Why its sub-agents are held stopped, as the host tells; null while they may run.</summary>
    public string? Paused { get; init; }

    /// <summary>Whether it holds what the database does not know, and keeps it until an operator decides.</summary>
    public bool IsDiverged { get; init; }

    /// <summary>Faults on the host, one sentence each.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
}

/// <summary>Answer of <c>GET /api/fleet/{agentId}</c>.</summary>
internal sealed record FleetDetail
{
    public required FleetEntry Summary { get; init; }

    /// <summary>Time between two heartbeats, in seconds; null until the first.</summary>
    public int? IntervalSeconds { get; init; }

    /// <summary>Its last heartbeat, including sub-agents' reports; null until the first.</summary>
    public HeartbeatRequest? Heartbeat { get; init; }

    /// <summary>Its effective desired state.</summary>
    public required DesiredState Desired { get; init; }
}
