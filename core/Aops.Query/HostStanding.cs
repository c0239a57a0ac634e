namespace Aops.Query;

/// <summary>What holds a host back. The numbers are stored in databases.</summary>
public enum HostStanding
{
    /// <summary>Nothing.</summary>
    Normal = 0,

    /// <summary>Its sub-agents are stopped because a layer says so.</summary>
    Paused = 1,

    /// <summary>It holds a desired state that the server does not know, and waits for an operator's word.</summary>
    Diverged = 2,

    /// <summary>An operator at the host holds back changes for a time.</summary>
    OnHold = 3,
}
