namespace Aops.Pair;

/// <summary>What can happen to the other half.</summary>
public enum PeerTrigger
{
    /// <summary>It said hello on a connection.</summary>
    Connected,

    /// <summary>Its last connection was closed.</summary>
    Disconnected,

    /// <summary>Its process ended.</summary>
    Ended,

    /// <summary>It owes an answer for too long, or the wait of the state is over.</summary>
    Due,

    /// <summary>This half wants it to be started anew.</summary>
    KillWanted,

    /// <summary>The process found by its lock is alive, though not connected.</summary>
    Found,

    /// <summary>It could not be started at all.</summary>
    StartFailed,
}
