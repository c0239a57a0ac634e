using Aops.Rollouts.States;

namespace Aops.Rollouts.Reconciling;

/// <summary>When the clock alone leads to the next step.</summary>
internal static class NextTime
{
    private static readonly TimeSpan Look = TimeSpan.FromMinutes(1);

    public static DateTimeOffset? Of(StepBoard board)
    {
        DateTimeOffset? next = null;
        foreach (var time in Times(board))
        {
            if (time is not null && (next is null || time < next)) next = time;
        }
        return next < board.Now ? board.Now : next;
    }

    private static IEnumerable<DateTimeOffset?> Times(StepBoard board)
    {
        if (board.Rollout.State == RolloutState.Scheduled) yield return board.Strategy.StartAt ?? board.Now;
        if (RolloutTable.IsEnded(board.Rollout.State)) yield break;
        foreach (var assignment in board.Assignments)
        {
            if (AssignmentTable.IsOpen(assignment.State))
                yield return assignment.DeadlineAt;
            else if (assignment.IsUnproven(board.Now, board.Strategy.Soak))
                yield return assignment.SettledAt + board.Strategy.Soak;
        }
        if (!board.IsMoving) yield break;
        for (var i = 0; i < board.Stages.Count; i++) yield return OfStage(board, i, board.Counts[i]);
        if (board.Stages.All(stage => StageTable.IsOver(stage.State))) yield return Ending.TrailEnd(board);
    }

    private static DateTimeOffset? OfStage(StepBoard board, int stage, StageCounts counts)
    {
        var (rule, standing) = (board.Strategy.Stages[stage], board.Stages[stage]);
        if (standing is { State: StageState.Waiting, Wait: StageWait.Time })
            return board.Stages[stage - 1].Since + rule.Pause;
        if (standing is { State: StageState.Waiting, Wait: StageWait.Window })
            return rule.Window!.FindNext(board.Now, hostZone: null);
        if (counts.Eligible == 0 || !StageTable.Orders(standing.State)) return null;
        if (rule.Window is { Zone: null }) return board.Now + Look;
        if (rule.Window is { } window && !window.IsOpen(board.Now, hostZone: null))
            return window.FindNext(board.Now, hostZone: null);
        return Ordering.Room(board, stage, counts) > 0 ? Ordering.PaidAt(board) : null;
    }
}
