using Aops.Rollouts.States;

namespace Aops.Rollouts.Reconciling;

/// <summary>Ends a rollout that has nothing left to do.</summary>
internal static class Ending
{
    public static void End(StepBoard board)
    {
        if (board.IsFull) return;
        if (board.Rollout.State == RolloutState.Aborting)
        {
            if (!board.Assignments.Any(assignment => AssignmentTable.IsInFlight(assignment.State)))
                board.Move(RolloutTrigger.Settle, board.Rollout.Reason);
            return;
        }
        if (!board.IsMoving || !board.Stages.All(stage => StageTable.IsOver(stage.State))) return;
        var counts = board.Counts;
        if (counts.Any(stage => stage.Eligible > 0 || stage.Unproven > 0)) return;
        var waiting = counts.Sum(stage => stage.Waiting);
        if (waiting > 0 && TrailEnd(board) > board.Now) return;
        if (!Release(board)) return;
        var exceptions = waiting + counts.Sum(stage => stage.Exceptions);
        if (exceptions == 0) board.Move(RolloutTrigger.Complete, reason: null);
        else board.Move(RolloutTrigger.CompleteWithExceptions, $"{exceptions} hosts have not what they should");
    }

    /// <summary>Until when hosts are waited for, UTC.</summary>
    public static DateTimeOffset TrailEnd(StepBoard board) =>
        board.Stages.Max(stage => stage.Since) + board.Strategy.Trail;

    // Hosts that were away all the time take the revision whenever they come back, as new hosts do.
    private static bool Release(StepBoard board)
    {
        for (var i = 0; i < board.Assignments.Count; i++)
        {
            var assignment = board.Assignments[i];
            if (assignment is not { State: AssignmentState.WaitingOffline, IsTold: false }) continue;
            if (board.IsFull) return false;
            board.Set(i, assignment with { IsTold = true });
        }
        return true;
    }
}
