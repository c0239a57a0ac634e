using Aops.Rollouts.States;

namespace Aops.Rollouts.Reconciling;

/// <summary>Takes orders back from hosts that have not switched, and gives them again where the rollout goes on.</summary>
internal static class Withdrawal
{
    public static void Withdraw(StepBoard board)
    {
        var state = board.Rollout.State;
        if (!RolloutTable.Withdraws(state) && !(board.IsFrozen && state == RolloutState.Running)) return;
        for (var i = 0; i < board.Assignments.Count && !board.IsFull; i++)
        {
            var assignment = board.Assignments[i];
            if (state == RolloutState.Superseded) board.Move(i, AssignmentTrigger.Supersede);
            else if (AssignmentTable.IsBeforeSwitch(assignment.State) || RolloutTable.Closes(state))
                board.Move(i, AssignmentTrigger.Withdraw, moved => moved with { DeadlineAt = null });
            // What it was told must not reach it when it comes back, unless it has switched.
            if (assignment is { State: AssignmentState.Lost, IsTold: true } && !Observer.IsOnTrial(board, assignment))
                board.Set(i, assignment with { IsTold = false });
        }
    }

    public static void GiveAgain(StepBoard board)
    {
        if (!board.IsMoving) return;
        for (var i = 0; i < board.Assignments.Count && !board.IsFull; i++)
        {
            var assignment = board.Assignments[i];
            if (assignment.State == AssignmentState.Withdrawn && assignment.Excuses <= board.Strategy.ExcusesMax)
                board.Move(i, AssignmentTrigger.Again, moved => moved with { DeadlineAt = null });
        }
    }
}
