namespace Aops.Server.Runs.Steps;

/// <summary>A host of a run about which a step has to decide.</summary>
internal sealed record RunCandidate
{
    public required string AgentId { get; init; }

    public required string Phase { get; init; }

    public required HostReach Reach { get; init; }

    /// <summary>What it runs at a server's word; empty from a version without runs.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Whether it was told, so that it may have it.</summary>
    public bool IsSent { get; init; }

    /// <summary>When it is waited for no longer; null where there is no such time.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }
}
