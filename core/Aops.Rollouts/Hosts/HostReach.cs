namespace Aops.Rollouts.Hosts;

/// <summary>Whether a host can be ordered now.</summary>
public enum HostReach
{
    /// <summary>Its heartbeats come.</summary>
    Online,

    /// <summary>Its heartbeats do not come.</summary>
    Offline,

    /// <summary>Stopped on purpose, as it said.</summary>
    Stopped,

    /// <summary>Its own operator holds it for a while.</summary>
    Hold,

    /// <summary>Another rollout has it in flight.</summary>
    Taken,

    /// <summary>It has left the layer of the rollout.</summary>
    Left,

    /// <summary>It is not in the fleet any more.</summary>
    Removed,
}
