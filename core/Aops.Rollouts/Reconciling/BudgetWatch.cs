using Aops.Rollouts.States;

namespace Aops.Rollouts.Reconciling;

/// <summary>
/// Whether it has to stop: what it brings was withdrawn, or the charged hosts spend the budget. The rate is over what was
/// attempted, never over the group.
/// </summary>
internal static class BudgetWatch
{
    private const int HinderedMin = 3;

    public static void Watch(StepBoard board)
    {
        if (board.Rollout.State is not (RolloutState.Running or RolloutState.Paused)) return;
        board.Rollout = board.Rollout with { IsHindered = IsHindered(board) };
        if ((board.Withdrawn ?? FindReason(board)) is not { } reason) return;
        board.Move(RolloutTrigger.Halt, reason);
        board.MoveStages(StageTrigger.Halt);
    }

    private static string? FindReason(StepBoard board)
    {
        var (budget, stages) = (board.Strategy.Budget, new (int Attempted, int Charged)[board.Stages.Count]);
        var settled = new List<Assignment>();
        foreach (var assignment in board.Assignments)
        {
            if (!AssignmentTable.IsAttempted(assignment.State) || assignment.Attempt == 0
                || assignment.SettledAt <= board.Rollout.BudgetSince)
            {
                continue;
            }
            var isCharged = AssignmentTable.IsCharged(assignment.State);
            if (isCharged && assignment.IsCanary) return $"a canary was charged: {Sentence(assignment)}";
            stages[assignment.Stage].Attempted++;
            if (isCharged) stages[assignment.Stage].Charged++;
            settled.Add(assignment);
        }
        if (IsInARow(settled, budget.InARowMax)) return $"{budget.InARowMax} hosts in a row were charged";
        var charged = stages.Sum(stage => stage.Charged);
        if (settled.Count >= budget.AttemptedMin && charged >= budget.ChargedMax) return $"{charged} hosts were charged";
        for (var i = 0; i < stages.Length; i++)
        {
            var (attempted, bad) = stages[i];
            if (attempted < budget.AttemptedMin || bad * 100.0 <= budget.PercentMax * attempted) continue;
            return $"{bad} of {attempted} attempted hosts of stage '{board.Strategy.Stages[i].Name}' were charged, " +
                $"more than {budget.PercentMax:0.##} percent";
        }
        return null;
    }

    // Of verdicts of the same moment a success counts as the later one.
    private static bool IsInARow(List<Assignment> settled, int max)
    {
        var charged = settled.Where(assignment => AssignmentTable.IsCharged(assignment.State)).ToList();
        if (charged.Count < max) return false;
        var lastSuccess = settled.Where(assignment => assignment.State == AssignmentState.Succeeded)
            .Max(assignment => assignment.SettledAt);
        return charged.Count(assignment => lastSuccess is null || assignment.SettledAt > lastSuccess) >= max;
    }

    private static bool IsHindered(StepBoard board)
    {
        var (hindered, others) = (0, 0);
        foreach (var assignment in board.Assignments)
        {
            if (assignment is { Cause: BlamelessCause.Server or BlamelessCause.Network, State: AssignmentState.Blameless
                or AssignmentState.Withdrawn or AssignmentState.Eligible or AssignmentState.Ordered })
            {
                hindered++;
            }
            else if (assignment.IsUnproven(board.Now, board.Strategy.Soak))
            {
                others++;
            }
        }
        // Of the canaries there may be no more than two: where nothing else is under way, each counts.
        return hindered > others && (hindered >= HinderedMin || others == 0);
    }

    private static string Sentence(Assignment assignment) => assignment.Reason is { } reason
        ? $"{assignment.HostId}: {reason}"
        : assignment.HostId;
}
