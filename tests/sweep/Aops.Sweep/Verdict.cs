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
