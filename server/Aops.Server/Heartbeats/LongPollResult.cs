namespace Aops.Server.Heartbeats;

/// <summary>Why a held heartbeat ended.</summary>
internal enum LongPollResult
{
    /// <summary>Something may have changed: compose the reply again.</summary>
    Woken,

    /// <summary>Its time is over.</summary>
    TimedOut,

    /// <summary>A newer heartbeat of the same agent came.</summary>
    Superseded,

    /// <summary>The server stops.</summary>
    Stopping,
}
