using Aops.Rollouts.States;

namespace Aops.Rollouts.Reconciling;

/// <summary>Moves stages from one state to the next.</summary>
internal static class StageProgress
{
    public static void Advance(StepBoard board)
    {
        if (!board.IsMoving) return;
        for (var i = 0; i < board.Stages.Count; i++)
        {
            while (MoveOnce(board, i, board.Counts[i]))
            {
            }
        }
    }

    /// <summary>What a stage waits for.</summary>
    public static StageWait FindWait(StepBoard board, int stage)
    {
        var rule = board.Strategy.Stages[stage];
        if (stage > 0)
        {
            var previous = board.Stages[stage - 1];
            if (!StageTable.IsOver(previous.State)) return StageWait.Previous;
            if (board.Now - previous.Since < rule.Pause) return StageWait.Time;
        }
        if (rule.NeedsApproval && !board.Stages[stage].IsApproved) return StageWait.Approval;
        return IsClosed(board, stage) ? StageWait.Window : StageWait.None;
    }

    // A window in the zones of hosts is asked for each host, when it is ordered.
    private static bool IsClosed(StepBoard board, int stage) =>
        board.Strategy.Stages[stage].Window is { Zone: not null } window && !window.IsOpen(board.Now, hostZone: null);

    private static bool MoveOnce(StepBoard board, int stage, StageCounts counts)
    {
        var standing = board.Stages[stage];
        switch (standing.State)
        {
            case StageState.Waiting:
                if (FindWait(board, stage) is var wait and not StageWait.None)
                {
                    board.SetWait(stage, wait);
                    return false;
                }
                board.MoveStage(stage, standing.IsCanaryOver || standing.Canaries == 0
                    ? StageTrigger.OpenRamp
                    : StageTrigger.Open);
                return true;
            case StageState.Canary or StageState.Ramping when IsClosed(board, stage) && counts.Eligible > 0:
                board.MoveStage(stage, StageTrigger.Wait, StageWait.Window);
                return false;
            // With no other host to be had now, a stage is not held up by those that are offline.
            case StageState.Canary when counts.ProvenCanaries >= standing.Canaries
                || (counts.UnprovenCanaries == 0 && counts.Eligible == 0):
                board.EndCanary(stage);
                board.MoveStage(stage, StageTrigger.Prove);
                return true;
            case StageState.Ramping when counts.Eligible == 0 && counts.Open == 0:
                board.MoveStage(stage, StageTrigger.Empty);
                return true;
            case StageState.Soaking when counts.Eligible == 0 && counts.Unproven == 0:
                board.MoveStage(stage, StageTrigger.Soak);
                return true;
            default:
                return false;
        }
    }
}
