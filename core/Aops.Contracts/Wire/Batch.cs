namespace Aops.Contracts.Wire;

/// <summary>
/// One entry of <c>POST /api/agents/batch</c>, whose body is a list of these: a relay passes on the heartbeats of
/// the agents behind it, each with its own secret. At most <see cref="Limits.BatchAgentsMax"/> entries; none is held.
/// </summary>
public sealed record BatchEntry
{
    /// <summary>The agent's identity: what <see cref="WireHeaders.AgentId"/> would say.</summary>
    public required string AgentId { get; init; }

    /// <summary>The agent's secret: what <see cref="WireHeaders.AgentToken"/> would say.</summary>
    public required string AgentToken { get; init; }

    /// <summary>The heartbeat; its <see cref="HeartbeatRequest.HoldSeconds"/> has no meaning here.</summary>
    public required HeartbeatRequest Heartbeat { get; init; }
}

/// <summary>The answer to one entry of a batch; answers are in the order of the entries.</summary>
public sealed record BatchReplyEntry
{
    /// <summary>The agent.</summary>
    public required string AgentId { get; init; }

    /// <summary>The HTTP status that the heartbeat alone would have got.</summary>
    public required int Status { get; init; }

    /// <summary>The answer; null unless the status is 200.</summary>
    public HeartbeatReply? Reply { get; init; }

    /// <summary>The problem; null if the status is 200.</summary>
    public Problem? Problem { get; init; }
}
