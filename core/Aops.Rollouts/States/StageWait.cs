namespace Aops.Rollouts.States;

/// <summary>What a stage waits for.</summary>
public enum StageWait
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The stage before.</summary>
    Previous,

    /// <summary>Its next window.</summary>
    Window,

    /// <summary>The approval of an operator.</summary>
    Approval,

    /// <summary>The pause after the stage before.</summary>
    Time,
}
