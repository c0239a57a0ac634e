using Aops.Contracts;
using Aops.Rollouts.States;

namespace Aops.Rollouts.Reconciling;

/// <summary>Why a host of a rollout has not what it should yet, or what came of it: one sentence.</summary>
public static class AssignmentSentence
{
    /// <summary>The sentence.</summary>
    /// <param name="rollout">The rollout.</param>
    /// <param name="stages">Its stages.</param>
    /// <param name="assignment">The host.</param>
    public static string Of(RolloutStanding rollout, IReadOnlyList<StageStanding> stages, Assignment assignment)
    {
        var name = rollout.Strategy.Stages[assignment.Stage].Name;
        return assignment.State switch
        {
            AssignmentState.Excluded => $"Not part of the rollout: {Of(assignment.Exclusion)}.",
            AssignmentState.WaitingOffline => $"Is ordered once it can be: {assignment.Reason ?? "it cannot be reached now"}.",
            AssignmentState.Eligible => OfEligible(rollout, stages[assignment.Stage], name),
            AssignmentState.Ordered => "Was ordered, and has not told of it yet.",
            AssignmentState.Downloading when assignment.Percent is { } percent => $"Downloads: {percent} percent.",
            AssignmentState.Downloading => "Downloads.",
            AssignmentState.Staged => "Has everything on its disk, and is about to switch.",
            AssignmentState.Trial => "Has switched, and is on trial.",
            AssignmentState.Succeeded => "Has what it should.",
            AssignmentState.Regressed => $"Succeeded, and turned sick within the soak: {assignment.Reason}.",
            AssignmentState.RolledBack => $"Went back by itself: {Reason(assignment)}.",
            AssignmentState.Failed => $"Gave up before its switch: {Reason(assignment)}.",
            AssignmentState.Lost => $"Counts as lost: {Reason(assignment)}.",
            AssignmentState.Blameless =>
                $"Is hindered by its {KebabName.Of(assignment.Cause ?? BlamelessCause.Network)}: {Reason(assignment)}.",
            AssignmentState.Withdrawn when assignment.Excuses > rollout.Strategy.ExcusesMax =>
                $"Was ordered {assignment.Attempt} times and hindered each time; 'retry' orders it again.",
            AssignmentState.Withdrawn => $"Its order was taken back, as the rollout is {KebabName.Of(rollout.State)}.",
            _ => "A later rollout of the same layer has it now.",
        };
    }

    private static string OfEligible(RolloutStanding rollout, StageStanding stage, string name) => rollout.State switch
    {
        RolloutState.Running when stage.State == StageState.Waiting => stage.Wait switch
        {
            StageWait.Window => $"Stage '{name}' waits for its window.",
            StageWait.Approval => $"Stage '{name}' waits for approval.",
            StageWait.Time => $"Stage '{name}' waits for its time after the stage before.",
            _ => $"Stage '{name}' waits for the stage before it.",
        },
        RolloutState.Running => $"Stage '{name}' is {KebabName.Of(stage.State)}, and has no room for it yet.",
        _ => $"The rollout is {KebabName.Of(rollout.State)}{(rollout.Reason is { } why ? $": {why}" : "")}.",
    };

    private static string Of(Exclusion? exclusion) => exclusion switch
    {
        Exclusion.AlreadyThere => "it has what it should already",
        Exclusion.NoPackage => "the release has no package for it",
        Exclusion.Diverged => "it holds what the server does not know, and waits for an operator's word",
        Exclusion.Uninstalled => "its suite was uninstalled",
        Exclusion.NoStage => "no stage takes it",
        Exclusion.Removed => "it was removed from the fleet",
        Exclusion.LeftLayer => "it does not have the layer any more",
        _ => "an operator skipped it",
    };

    private static string Reason(Assignment assignment) => assignment.Reason ?? "it did not say why";
}
