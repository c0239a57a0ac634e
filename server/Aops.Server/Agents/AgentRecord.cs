using Aops.Query;

namespace Aops.Server.Agents;

/// <summary>An agent as stored. Its current presence is known by <c>Presence</c>.</summary>
internal sealed record AgentRecord
{
    public required string Id { get; init; }

    /// <summary>Id of the machine that enrolled: a heartbeat from another machine comes from a clone.</summary>
    public required string MachineId { get; init; }

    public required string Hostname { get; init; }

    /// <summary>Version of the suite that it reported last.</summary>
    public required string Version { get; init; }

    public required DateTimeOffset EnrolledAt { get; init; }

    /// <summary>Null until the first heartbeat.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Time between two heartbeats, in seconds; null until the first.</summary>
    public int? IntervalSeconds { get; init; }

    /// <summary>Its presence when the row was written.</summary>
    public HostState State { get; init; }

    /// <summary>
    /// The agent whose token created this one as its clone; null for an agent that enrolled by itself.
    /// </summary>
    public string? MadeBy { get; init; }

    /// <summary>Whether it stays when <see cref="MadeBy"/> is removed.</summary>
    public bool IsConsented { get; init; } = true;

    /// <summary>
    /// Its last heartbeat, or the summary of it, as JSON; null until the first, and if the query does not
    /// read it.
    /// </summary>
    public byte[]? Status { get; init; }
}
