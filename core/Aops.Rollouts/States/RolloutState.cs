namespace Aops.Rollouts.States;

/// <summary>How far a rollout is.</summary>
public enum RolloutState
{
    /// <summary>Written down, and not resolved to hosts.</summary>
    Draft,

    /// <summary>Resolved to hosts; nothing is ordered before its start.</summary>
    Planned,

    /// <summary>Started, and waits for the word of the persons that its size asks for.</summary>
    AwaitingApproval,

    /// <summary>Started, and waits for its time.</summary>
    Scheduled,

    /// <summary>Orders hosts as its stages allow.</summary>
    Running,

    /// <summary>Stopped by an operator: hosts that have not switched are withdrawn.</summary>
    Paused,

    /// <summary>Stopped by its budget: hosts that have not switched are withdrawn.</summary>
    Halted,

    /// <summary>Another rollout takes its hosts to the revision before; its own open ones are withdrawn.</summary>
    RollingBack,

    /// <summary>That other rollout has ended.</summary>
    RolledBack,

    /// <summary>Ended by an operator; trials that have begun are waited for.</summary>
    Aborting,

    /// <summary>Ended by an operator; hosts that had switched stay as they are.</summary>
    Aborted,

    /// <summary>Every host of the plan has what it should.</summary>
    Completed,

    /// <summary>Nothing is left to do, and some hosts have not what they should.</summary>
    CompletedWithExceptions,

    /// <summary>A later rollout of the same layer took its place.</summary>
    Superseded,
}
