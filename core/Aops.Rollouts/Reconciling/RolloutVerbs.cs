using Aops.Contracts;
using Aops.Rollouts.States;

namespace Aops.Rollouts.Reconciling;

/// <summary>What operators do with a rollout. Pure: the outcome is stored by the caller, in one transaction.</summary>
public static class RolloutVerbs
{
    private static readonly RolloutTrigger[] OfOperators =
    [
        RolloutTrigger.Plan, RolloutTrigger.Start, RolloutTrigger.Pause, RolloutTrigger.Resume, RolloutTrigger.Abort,
        RolloutTrigger.Undo,
    ];

    /// <summary>A word of an operator that a state takes or not.</summary>
    /// <param name="facts">Everything that is known.</param>
    /// <param name="trigger">Pause, abort, supersede, undo and what follows from it.</param>
    /// <param name="reason">Why, in the operator's words; null for none.</param>
    public static VerbOutcome Apply(RolloutFacts facts, RolloutTrigger trigger, string? reason)
    {
        var board = new StepBoard(facts);
        if (!board.Move(trigger, reason)) return Refuse(facts, trigger);
        if (trigger == RolloutTrigger.Undone) board.MoveStages(StageTrigger.RollBack);
        return Done(board);
    }

    /// <summary>Starts a planned rollout, or lets one go on that waited for approval.</summary>
    /// <param name="facts">Everything that is known.</param>
    /// <param name="isApproved">Whether enough persons approved, or none is needed.</param>
    public static VerbOutcome Start(RolloutFacts facts, bool isApproved)
    {
        var board = new StepBoard(facts);
        var trigger = !isApproved ? RolloutTrigger.StartForApproval
            : board.Strategy.StartAt > board.Now ? RolloutTrigger.StartLater
            : RolloutTrigger.Start;
        if (!board.Move(trigger, reason: null)) return Refuse(facts, trigger);
        return facts.Withdrawn is { } withdrawn
            ? new VerbOutcome.Refused($"It would halt at once: {withdrawn}.")
            : Done(board);
    }

    /// <summary>
    /// Lets a rollout go on that was paused or halted. After a halt what was charged so far is not counted any more: the
    /// operator has seen it.
    /// </summary>
    /// <param name="facts">Everything that is known.</param>
    /// <param name="reason">Why, in the operator's words; null for none.</param>
    public static VerbOutcome Resume(RolloutFacts facts, string? reason)
    {
        var board = new StepBoard(facts);
        if (!board.Move(RolloutTrigger.Resume, reason)) return Refuse(facts, RolloutTrigger.Resume);
        if (facts.Withdrawn is { } withdrawn)
        {
            return new VerbOutcome.Refused(
                $"It would halt again at once: {withdrawn}. Abort it, or undo it where hosts have the version.");
        }
        if (facts.Rollout.State == RolloutState.Halted) board.Rollout = board.Rollout with { BudgetSince = facts.Now };
        for (var i = 0; i < board.Stages.Count; i++)
        {
            if (board.Stages[i].State != StageState.Halted) continue;
            board.MoveStage(i, StageTrigger.Wait);
        }
        return Done(board);
    }

    /// <summary>Lets a stage begin that waits for approval.</summary>
    /// <param name="facts">Everything that is known.</param>
    /// <param name="stage">Index of the stage.</param>
    public static VerbOutcome ApproveStage(RolloutFacts facts, int stage)
    {
        var board = new StepBoard(facts);
        var standing = board.Stages[stage];
        if (standing.State != StageState.Waiting || !board.Strategy.Stages[stage].NeedsApproval)
            return new VerbOutcome.Refused($"Stage '{board.Strategy.Stages[stage].Name}' waits for no approval.");
        board.Approve(stage);
        return Done(board);
    }

    /// <summary>Leaves a stage out: what is in flight in it goes on, and no other host of it is ordered.</summary>
    /// <param name="facts">Everything that is known.</param>
    /// <param name="stage">Index of the stage.</param>
    public static VerbOutcome SkipStage(RolloutFacts facts, int stage)
    {
        var board = new StepBoard(facts with { ChangesMax = int.MaxValue });
        if (RolloutTable.IsEnded(board.Rollout.State) || RolloutTable.Closes(board.Rollout.State)
            || !StageTable.Table.Allows(board.Stages[stage].State, StageTrigger.Skip))
        {
            return new VerbOutcome.Refused($"Stage '{board.Strategy.Stages[stage].Name}' of a rollout that is " +
                $"{KebabName.Of(board.Rollout.State)} is {KebabName.Of(board.Stages[stage].State)}: it cannot be skipped.");
        }
        board.MoveStage(stage, StageTrigger.Skip);
        for (var i = 0; i < board.Assignments.Count; i++)
        {
            if (board.Assignments[i] is { State: AssignmentState.Eligible or AssignmentState.WaitingOffline
                or AssignmentState.Withdrawn } host && host.Stage == stage)
            {
                board.Move(i, AssignmentTrigger.Exclude, moved => moved with { Exclusion = Exclusion.Skipped });
            }
        }
        return Done(board);
    }

    /// <summary>Gives hosts another try that were charged, or left out because they were hindered too often.</summary>
    /// <param name="facts">Everything that is known.</param>
    /// <param name="isRetried">Which of them.</param>
    public static VerbOutcome Retry(RolloutFacts facts, Func<Assignment, bool> isRetried)
    {
        if (RolloutTable.IsEnded(facts.Rollout.State) || RolloutTable.Closes(facts.Rollout.State))
            return new VerbOutcome.Refused(Sentence(facts.Rollout.State, "retry hosts"));
        var board = new StepBoard(facts with { ChangesMax = int.MaxValue });
        for (var i = 0; i < board.Assignments.Count; i++)
        {
            if (!isRetried(board.Assignments[i])) continue;
            board.Move(i, AssignmentTrigger.Again, moved => moved with { Cause = null, Excuses = 0, SettledAt = null });
        }
        return Done(board);
    }

    private static VerbOutcome.Done Done(StepBoard board) => new(board.ToStep());

    private static VerbOutcome.Refused Refuse(RolloutFacts facts, RolloutTrigger trigger) =>
        new(Sentence(facts.Rollout.State, KebabName.Of(trigger)));

    private static string Sentence(RolloutState state, string verb)
    {
        var taken = RolloutTable.Table.Transitions.Where(row => row.From == state)
            .Select(row => row.Trigger).Intersect(OfOperators).Select(KebabName.Of).ToList();
        return $"A rollout that is {KebabName.Of(state)} does not take '{verb}'. It takes " +
            (taken.Count == 0 ? "nothing any more." : $"{string.Join(", ", taken)}.");
    }
}
