namespace Aops.Pair;

/// <summary>What a change of <see cref="PeerState"/> asks for.</summary>
public enum PeerAction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Kill it: SIGKILL, which also ends a stopped process.</summary>
    Kill,

    /// <summary>Start it, now or after the delay that damping sets, unless the stop marker is there.</summary>
    Revive,

    /// <summary>Start it now, unless the stop marker is there.</summary>
    Start,
}
