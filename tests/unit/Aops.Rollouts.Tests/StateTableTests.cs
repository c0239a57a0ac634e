using Aops.Rollouts.States;

namespace Aops.Rollouts.Tests;

public sealed class StateTableTests
{
    [Fact]
    public void EveryStateIsReached_AndEveryTriggerHasAMeaning()
    {
        AssertWhole(RolloutTable.Table, RolloutState.Draft);
        AssertWhole(StageTable.Table, StageState.Waiting);
        AssertWhole(AssignmentTable.Table, AssignmentState.Eligible);
    }

    [Fact]
    public void ATriggerThatLeadsToTwoStates_IsRefused() =>
        Assert.Throws<ArgumentException>(() => new StateTable<StageState, StageTrigger>(
        [
            (StageTrigger.Open, StageState.Canary, [StageState.Waiting]),
            (StageTrigger.Open, StageState.Ramping, [StageState.Waiting]),
        ]));

    [Fact]
    public void ATriggerWithoutMeaning_IsAFault() =>
        Assert.Throws<InvalidOperationException>(() => StageTable.Table.Next(StageState.Done, StageTrigger.Open));

    [Fact]
    public void NothingTakesATrialBack() => Assert.DoesNotContain(AssignmentTable.Table.Transitions,
        row => row.From == AssignmentState.Trial
            && row.Trigger is (AssignmentTrigger.Withdraw or AssignmentTrigger.Again));

    [Theory]
    [InlineData(AssignmentState.Lost)]
    [InlineData(AssignmentState.Withdrawn)]
    [InlineData(AssignmentState.Blameless)]
    public void WhatOnlyTimeSaid_IsReplacedByEveryVerdict(AssignmentState state) =>
        Assert.All([AssignmentTrigger.Succeed, AssignmentTrigger.RollBack, AssignmentTrigger.Fail],
            trigger => Assert.True(AssignmentTable.Table.Allows(state, trigger)));

    // The rollout that ended is left by an undo alone; one that was superseded or rolled back by nothing.
    [Fact]
    public void EndedRollouts_AreLeftByAnUndoAlone() => Assert.All(
        RolloutTable.Table.Transitions.Where(row => RolloutTable.IsEnded(row.From)),
        row => Assert.Equal(RolloutTrigger.Undo, row.Trigger));

    private static void AssertWhole<TState, TTrigger>(StateTable<TState, TTrigger> table, TState first)
        where TState : struct, Enum
        where TTrigger : struct, Enum
    {
        var reached = new HashSet<TState> { first };
        while (table.Transitions.Where(row => reached.Contains(row.From)).Count(row => reached.Add(row.To)) > 0)
        {
        }
        Assert.Equal(Enum.GetValues<TState>(), reached.Order());
        Assert.Equal(Enum.GetValues<TTrigger>(), table.Transitions.Select(row => row.Trigger).Distinct().Order());
    }
}
