namespace Aops.Server.Heartbeats;

/// <summary>Why a held heartbeat goes on.</summary>
internal enum LongPollResult
{
    /// <summary>Something may have changed: look again.</summary>
    Woken,

    /// <summary>Its time is over.</summary>
    TimedOut,

    /// <summary>A newer heartbeat of the same agent came.</summary>
    Superseded,

    /// <summary>The server stops.</summary>
    Stopping,
}
