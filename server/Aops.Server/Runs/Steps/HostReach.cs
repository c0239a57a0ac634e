using Aops.Query;

namespace Aops.Server.Runs.Steps;

/// <summary>Whether a host would hear of an order now.</summary>
internal enum HostReach
{
    /// <summary>It would.</summary>
    Online,

    /// <summary>It would not.</summary>
    Offline,

    /// <summary>The server has just started: it is known within two heartbeats.</summary>
    Undecided,

    /// <summary>It has left the fleet.</summary>
    Removed,
}

/// <summary>Tells the reach by the presence.</summary>
internal static class HostReaches
{
    /// <summary>The reach of a host.</summary>
    /// <param name="state">Its presence; null where it has left the fleet.</param>
    public static HostReach Of(HostState? state) => state switch
    {
        null => HostReach.Removed,
        HostState.Online or HostState.Late => HostReach.Online,
        HostState.Unknown => HostReach.Undecided,
        _ => HostReach.Offline,
    };
}
