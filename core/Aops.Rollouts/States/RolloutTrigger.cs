namespace Aops.Rollouts.States;

/// <summary>What moves a rollout.</summary>
public enum RolloutTrigger
{
    /// <summary>An operator has it resolved, again perhaps.</summary>
    Plan,

    /// <summary>An operator starts it, or the last approval came, or its time.</summary>
    Start,

    /// <summary>An operator starts it, and its size asks for approval.</summary>
    StartForApproval,

    /// <summary>It is started for a later time.</summary>
    StartLater,

    /// <summary>An operator stops it for a while.</summary>
    Pause,

    /// <summary>An operator lets it go on.</summary>
    Resume,

    /// <summary>Its budget is spent, or what it brings was withdrawn.</summary>
    Halt,

    /// <summary>An operator ends it.</summary>
    Abort,

    /// <summary>No trial is left.</summary>
    Settle,

    /// <summary>Nothing is left to do, without an exception.</summary>
    Complete,

    /// <summary>Nothing is left to do, with exceptions.</summary>
    CompleteWithExceptions,

    /// <summary>A later rollout of the layer is started.</summary>
    Supersede,

    /// <summary>An operator starts the rollout that takes it back.</summary>
    Undo,

    /// <summary>The rollout that takes it back is completed.</summary>
    Undone,

    /// <summary>The rollout that takes it back was ended before it was completed.</summary>
    UndoAborted,
}
