namespace Aops.Contracts.Wire;

/// <summary>Why a host sends no more heartbeats, in <c>POST /api/agents/farewell/REASON</c>.</summary>
public enum FarewellReason
{
    /// <summary>An operator has stopped the suite.</summary>
    Stop,

    /// <summary>The machine shuts down, or restarts.</summary>
    Shutdown,

    /// <summary>The suite is being uninstalled.</summary>
    Uninstall,
}
