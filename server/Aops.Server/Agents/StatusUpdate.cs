using Aops.Server.Hosts;

namespace Aops.Server.Agents;

/// <summary>What one heartbeat changes in the store.</summary>
internal sealed record StatusUpdate
{
    public required string AgentId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required int IntervalSeconds { get; init; }

    /// <summary>What the heartbeat tells that hosts are found by.</summary>
    public required ReportedFacts Facts { get; init; }

    /// <summary>The heartbeat as JSON.</summary>
    public required byte[] Status { get; init; }

    /// <summary>The part of it that a list shows.</summary>
    public required byte[] Summary { get; init; }

    /// <summary>What is known of the instances of this identity; null for nothing.</summary>
    public byte[]? Instance { get; init; }
}
