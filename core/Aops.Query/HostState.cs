namespace Aops.Query;

/// <summary>Presence of a host, as it is stored: the numbers are kept in databases.</summary>
public enum HostState
{
    /// <summary>Enrolled, and not one heartbeat since.</summary>
    Never = 0,

    /// <summary>Its heartbeats come.</summary>
    Online = 1,

    /// <summary>One heartbeat is missing.</summary>
    Late = 2,

    /// <summary>Two are missing.</summary>
    Offline = 3,
}
