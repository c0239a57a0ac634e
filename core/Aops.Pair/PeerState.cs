namespace Aops.Pair;

/// <summary>How the other half stands, as seen from this one.</summary>
public enum PeerState
{
    /// <summary>Nothing of it was seen; it has a moment to call before it is started.</summary>
    Absent,

    /// <summary>It was started and has not said hello yet.</summary>
    Starting,

    /// <summary>It is connected.</summary>
    Up,

    /// <summary>It is alive and not connected: it replaces its program in place, or hangs.</summary>
    Silent,

    /// <summary>It was killed and has not ended yet.</summary>
    Ending,

    /// <summary>It ended, and its next start waits.</summary>
    Backoff,

    /// <summary>It ended, and an operator wants the suite to stay down, or the machine is at its end.</summary>
    Stopped,
}
