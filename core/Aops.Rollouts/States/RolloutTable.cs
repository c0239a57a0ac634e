using static Aops.Rollouts.States.RolloutState;

namespace Aops.Rollouts.States;

/// <summary>The transitions of a rollout, and what its states mean to the reconciler.</summary>
public static class RolloutTable
{
    /// <summary>Allowed transitions.</summary>
    public static StateTable<RolloutState, RolloutTrigger> Table { get; } = new(
    [
        (RolloutTrigger.Plan, Planned, [Draft, Planned]),
        (RolloutTrigger.Start, Running, [Planned, AwaitingApproval, Scheduled]),
        (RolloutTrigger.StartForApproval, AwaitingApproval, [Planned]),
        (RolloutTrigger.StartLater, Scheduled, [Planned, AwaitingApproval]),
        (RolloutTrigger.Pause, Paused, [Running]),
        (RolloutTrigger.Resume, Running, [Paused, Halted]),
        (RolloutTrigger.Halt, Halted, [Running, Paused]),
        (RolloutTrigger.Abort, Aborting, [Running, Paused, Halted]),
        (RolloutTrigger.Abort, Aborted, [Draft, Planned, AwaitingApproval, Scheduled]),
        (RolloutTrigger.Settle, Aborted, [Aborting]),
        (RolloutTrigger.Complete, Completed, [Running]),
        (RolloutTrigger.CompleteWithExceptions, CompletedWithExceptions, [Running]),
        (RolloutTrigger.Supersede, Superseded,
            [Draft, Planned, AwaitingApproval, Scheduled, Running, Paused, Halted, Aborting]),
        (RolloutTrigger.Undo, RollingBack,
            [Running, Paused, Halted, Aborting, Aborted, Completed, CompletedWithExceptions]),
        (RolloutTrigger.Undone, RolledBack, [RollingBack]),
        (RolloutTrigger.UndoAborted, Aborted, [RollingBack]),
    ]);

    /// <summary>Whether it has been started, and its time and approvals were there.</summary>
    public static bool HasBegun(RolloutState state) => state is not (Draft or Planned or AwaitingApproval or Scheduled);

    /// <summary>Whether hosts that have not switched are withdrawn, to be ordered again or not.</summary>
    public static bool Withdraws(RolloutState state) => state is Paused or Halted || Closes(state);

    /// <summary>Whether nothing will be ordered any more: open assignments are brought to an end.</summary>
    public static bool Closes(RolloutState state) => state is RollingBack or Aborting or Superseded;

    /// <summary>Whether it has ended by itself or by an operator; late truth is taken in all the same.</summary>
    public static bool IsEnded(RolloutState state) =>
        state is RolledBack or Aborted or Completed or CompletedWithExceptions or Superseded;
}
