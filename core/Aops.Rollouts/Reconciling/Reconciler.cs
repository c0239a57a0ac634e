using Aops.Rollouts.States;

namespace Aops.Rollouts.Reconciling;

/// <summary>
/// What a rollout does next, as one pure function from facts to transitions: the same facts lead to the same step. It is
/// called whenever a fact changes and when the clock says so; a step is stored in one transaction, so that a server which is
/// killed before, within or after it goes on from the facts alone.
/// <para>Invariants: a host is ordered only while its stage has room; no host is ordered by a rollout that stands still;
/// hosts that have not switched are withdrawn from one; a trial is never taken back; only <c>StateTable</c> leads
/// from one state to the next; what a host tells later replaces what time alone said.</para>
/// </summary>
public static class Reconciler
{
    /// <summary>Decides the next step.</summary>
    /// <param name="facts">Everything that is known.</param>
    public static RolloutStep Next(RolloutFacts facts)
    {
        var board = new StepBoard(facts);
        if (board.Rollout.State == RolloutState.Scheduled && !(board.Strategy.StartAt > board.Now))
            board.Move(RolloutTrigger.Start, reason: null);
        // What stands still is taken back before anything else is noted: each second counts there.
        Withdrawal.Withdraw(board);
        Observer.Observe(board);
        BudgetWatch.Watch(board);
        Withdrawal.Withdraw(board);
        Withdrawal.GiveAgain(board);
        StageProgress.Advance(board);
        Ordering.Order(board);
        Ending.End(board);
        return board.ToStep();
    }
}
