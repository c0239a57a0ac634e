namespace Aops.Sweep;

/// <summary>How one point ended.</summary>
public enum Verdict
{
    /// <summary>One whole version, both halves, an accepted heartbeat, sub-agents as they were.</summary>
    Whole,

    /// <summary>This run did not come by the point: threads took turns in another order.</summary>
    NotReached,

    /// <summary>The host did not come back to that by itself, or something is not as it must be.</summary>
    Brick,
}

/// <summary>What came of one point.</summary>
/// <param name="Group">What it is counted under.</param>
/// <param name="Name">Its own name.</param>
/// <param name="Verdict">How it ended.</param>
/// <param name="Fault">What is wrong; null unless it is a brick.</param>
public sealed record Outcome(string Group, string Name, Verdict Verdict, string? Fault = null);
