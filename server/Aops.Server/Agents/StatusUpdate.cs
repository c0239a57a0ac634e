using Aops.Server.Hosts;

namespace Aops.Server.Agents;

/// <summary>What one heartbeat changes in the store.</summary>
internal sealed record StatusUpdate
{
    public required string AgentId { get; init; }

    public required DateTimeOffset At { get; init; }

    public required int IntervalSeconds { get; init; }

    /// <summary>The part of the heartbeat by which hosts are found.</summary>
    public required ReportedFacts Facts { get; init; }

    /// <summary>The heartbeat as JSON.</summary>
    public required byte[] Status { get; init; }

    /// <summary>The part of it that lists show.</summary>
    public required byte[] Summary { get; init; }

    /// <summary>State of the instances of this identity; null if there is none.</summary>
    public byte[]? Instance { get; init; }
}
