namespace Aops.Query;

/// <summary>Whether a host is online. The numbers are stored in databases.</summary>
public enum HostState
{
    /// <summary>Enrolled, but no heartbeat was received yet.</summary>
    Never = 0,

    /// <summary>Heartbeats arrive in time.</summary>
    Online = 1,

    /// <summary>One heartbeat is overdue.</summary>
    Late = 2,

    /// <summary>Two heartbeats are overdue.</summary>
    Offline = 3,
}
