using Aops.Rollouts.Planning;
using Aops.Server.Problems;

namespace Aops.Server.Rollouts;

/// <summary>What a client is told whose request for a rollout was refused.</summary>
internal static class RolloutProblems
{
    /// <summary>There is no such rollout, or none that the sender may read.</summary>
    public static RequestFault NoSuchRollout(string id) => new(ProblemKinds.Make(
        404, "no-such-rollout", "Not found", $"No rollout has the id {id}.", "GET /api/v1/rollouts lists them."));

    /// <summary>The state of a rollout does not take a verb.</summary>
    public static RequestFault WrongState(string sentence) => new(ProblemKinds.Conflict(
        "rollout-state", $"{sentence} Nothing was changed.", "Read the rollout again: it tells which verbs it takes."));

    /// <summary>A start carries another plan than the one that is there.</summary>
    public static RequestFault OtherPlan(string hash) => new(ProblemKinds.Conflict(
        "plan-changed", $"planHash names another plan than {hash}, which the rollout has. Nothing was changed.",
        "Read the rollout again, look at its plan, and decide again."));

    /// <summary>The fleet is not the one that was planned for.</summary>
    public static RequestFault Drifted(PlanDrift drift, double tolerance) => new(ProblemKinds.Conflict(
        "plan-changed",
        $"Of the {drift.Planned} hosts that were planned {drift.Removed} are gone and {drift.Moved} are of another stage, " +
        $"and {drift.Added} came in: more than {tolerance:0.##} percent. Nothing was changed.",
        "Plan it again by POST …/plan, look at the plan, and start that."));

    /// <summary>The layer has another revision than the one that the rollout was made for.</summary>
    public static RequestFault LayerChanged(string layer, long made, long head) => new(ProblemKinds.Conflict(
        "layer-changed",
        $"The rollout was made for revision {made} of {layer}, which has revision {head} now. Nothing was changed.",
        "Make another rollout of what it says now."));

    /// <summary>Nothing says which version the hosts had before, and they had no common one.</summary>
    public static RequestFault NoVersionBefore(IReadOnlyDictionary<string, int> found) => new(ProblemKinds.Conflict(
        "no-version-before",
        "No layer said a version before this rollout, and its hosts came from " +
        (found.Count == 0 ? "versions that are not known" : string.Join(", ", found.Select(one => $"{one.Key} ({one.Value})"))) +
        ". Nothing was changed.",
        "Make a rollout that names the version they shall run."));

    /// <summary>Hosts would refuse the version.</summary>
    public static RequestFault Barred(int hosts) => new(ProblemKinds.Conflict(
        "downgrade-not-permitted",
        $"{hosts} hosts run a newer version than it brings, and nothing signed lets them go back. Nothing was changed.",
        "Sign the permission: 'aops-release permit-downgrade --version OLDER --from NEWER', then 'publish'."));

    /// <summary>No host has what the rollout brought.</summary>
    public static RequestFault NothingToUndo(RolloutRecord rollout) => new(ProblemKinds.Conflict(
        "nothing-to-undo", $"No host has what the rollout {rollout.Id} brought. Nothing was changed.",
        rollout.Previous is > 0
            ? "Abort it, if it is not over, and let the layer say what it said: " +
                $"'aops desired revert {rollout.Layer.Text} --to {rollout.Previous}'."
            : "Abort it instead, if it is not over."));

    /// <summary>The strategy has no such stage.</summary>
    public static RequestFault NoSuchStage(string name, IEnumerable<string> known) =>
        new(ProblemKinds.Invalid(new Dictionary<string, string[]>
        {
            ["stage"] = [$"'{name}' is no stage of this rollout, which has {string.Join(", ", known)}"],
        }));
}
