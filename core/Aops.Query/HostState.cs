namespace Aops.Query;

/// <summary>Presence of a host. The numbers are stored in databases.</summary>
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

    /// <summary>The server has just started, and has not heard of the host since.</summary>
    Unknown = 4,

    /// <summary>Offline for days. A heartbeat brings it back; nothing is removed.</summary>
    Gone = 5,

    /// <summary>It said farewell: the suite was stopped, or the machine shuts down.</summary>
    Stopped = 6,

    /// <summary>It said farewell: the suite was uninstalled.</summary>
    Uninstalled = 7,
}
