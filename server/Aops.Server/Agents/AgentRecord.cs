using Aops.Query;

namespace Aops.Server.Agents;

/// <summary>An agent as the store keeps it; whether it is online now, <c>Presence</c> knows better.</summary>
internal sealed record AgentRecord
{
    public required string Id { get; init; }

    /// <summary>The machine that enrolled: a heartbeat from another one is a clone's.</summary>
    public required string MachineId { get; init; }

    public required string Hostname { get; init; }

    /// <summary>Version of the suite that it last told of.</summary>
    public required string Version { get; init; }

    public required DateTimeOffset EnrolledAt { get; init; }

    /// <summary>Null until the first heartbeat.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Time between two heartbeats, in seconds; null until the first.</summary>
    public int? IntervalSeconds { get; init; }

    /// <summary>Its presence when this was written.</summary>
    public HostState State { get; init; }

    /// <summary>The agent whose token made this one, as its clone; null for an agent that enrolled by itself.</summary>
    public string? MadeBy { get; init; }

    /// <summary>Whether it stays where <see cref="MadeBy"/> is removed.</summary>
    public bool IsConsented { get; init; } = true;

    /// <summary>Its last heartbeat, or the summary of it, as JSON, where the query asks for it; null until the first.</summary>
    public byte[]? Status { get; init; }
}
