namespace Aops.Server.Explain;

/// <summary>How far a host is from what it should be. The first that holds is the one that is told.</summary>
internal enum HostProgress
{
    /// <summary>No layer says anything of it.</summary>
    NothingWanted,

    /// <summary>It never sent a heartbeat.</summary>
    NeverSeen,

    /// <summary>It holds what this database does not know, and keeps it until an operator decides.</summary>
    Diverged,

    /// <summary>A layer has a newer revision, and the operation that moves its hosts has not come to this one.</summary>
    Moving,

    /// <summary>It said farewell: it was stopped, or uninstalled.</summary>
    Stopped,

    /// <summary>Its heartbeats are missing.</summary>
    Offline,

    /// <summary>The server has just started, and has not heard of it since.</summary>
    Unknown,

    /// <summary>It has not taken what it should be.</summary>
    Pending,

    /// <summary>It differs from what it should be, and an operator at the host holds the change back.</summary>
    OnHold,

    /// <summary>It changes to the wanted version of the agent.</summary>
    Upgrading,

    /// <summary>The wanted version was given up before it ran.</summary>
    UpgradeFailed,

    /// <summary>The wanted version ran, and was taken back.</summary>
    RolledBack,

    /// <summary>It has another version of the agent, and tells of no upgrade to the wanted one.</summary>
    OtherVersion,

    /// <summary>A layer keeps its sub-agents stopped, and they are.</summary>
    Paused,

    /// <summary>A sub-agent is not what it should be.</summary>
    SubAgentDiffers,

    /// <summary>It is what it should be, and tells of faults.</summary>
    Faults,

    /// <summary>It is what it should be.</summary>
    InStep,
}
