using Aops.Query;
using Aops.Server.Groups;
using Aops.Server.Http;
using Aops.Server.Problems;

namespace Aops.Server.Layers;

/// <summary>What a client is told whose request for a layer was refused.</summary>
internal static class LayerProblems
{
    /// <summary>A name is no layer's, or there is no such group or host.</summary>
    public static RequestFault NoSuchLayer(string name) => new(ProblemKinds.Make(
        404, "no-such-layer", "Not found", $"There is no layer {name}.",
        "A layer is fleet, group:NAME of a group that is there, or host:ID of a host that is there."));

    /// <summary>A layer has no such revision.</summary>
    public static RequestFault NoSuchRevision(LayerName layer, long number, long head) => new(ProblemKinds.Make(
        404, "no-such-revision", "Not found", $"The layer {layer.Text} has no revision {number}.",
        head == 0 ? "It has none yet." : $"It has revisions 1 to {head}."));

    /// <summary>Checks what every write of a layer names.</summary>
    /// <exception cref="RequestFault">It has faults.</exception>
    public static void CheckWords(string? message, string? strategy)
    {
        var errors = new FieldErrors();
        if (strategy is null)
            errors.Add("strategy", $"has to be named: {LayerRevision.AllAtOnce} moves every host of the layer at once");
        else if (strategy != LayerRevision.AllAtOnce)
            errors.Add("strategy", $"is {LayerRevision.AllAtOnce}; there is no other one yet");
        errors.CheckLength("message", message, FleetLimits.NoteCharsMax);
        errors.ThrowIfAny();
    }

    /// <summary>A layer is for hosts outside of the sender's scope, or may be later.</summary>
    public static RequestFault OutsideScope(LayerName layer, QueryNode scope) => layer.Kind == LayerKind.Group
        ? RightsProblems.OutsideGroup(scope)
        : RightsProblems.OutsideScope($"The layer {layer.Text} is for hosts outside of it", scope);

    private static RequestFault Unfinished(LayerOutcome.Unfinished outcome, LayerName layer)
    {
        var (rollout, id) = outcome.Rollout is { } found
            ? ($"the rollout {found.Id}, which is {found.State}", found.Id)
            : ("a rollout", "ID");
        var elsewhere = outcome.Before == 0 ? ", or write something else in its place"
            : $", or where no host has it 'aops desired revert {layer.Text} --to {outcome.Before}'";
        return new RequestFault(ProblemKinds.Conflict("rollout-unfinished",
            $"Revision {outcome.Revision} of {layer.Text} is that of {rollout}. This write would give it to the hosts without it, " +
            $"{Counted.Hosts(outcome.Hosts)}, at once ({LayerFields.Tell(outcome.Carried)}). Nothing was changed.",
            $"Take it back first ('aops rollout undo {id}'){elsewhere}; to give it to all of them, supersede it " +
            "('aops desired apply --supersede', '?supersede=true')."));
    }

    public static RequestFault Of(LayerOutcome outcome, LayerName layer) => outcome switch
    {
        LayerOutcome.OtherRevision other => new RequestFault(ProblemKinds.OtherRevision(
            $"If-Match names another revision of the layer than {other.Revision}, which it has now.",
            $"See GET /api/v1/layers/{layer.Text}/revisions, and decide again.")),
        LayerOutcome.Unsteady unsteady => new RequestFault(ProblemKinds.Conflict("unsteady-query",
            $"The query of {layer.Text} asks for {unsteady.Field}, which changes by itself, so that it can have no layer.",
            GroupProblems.UnsteadyFix)),
        LayerOutcome.Unfinished unfinished => Unfinished(unfinished, layer),
        LayerOutcome.OutsideScope outside => OutsideScope(layer, outside.Scope),
        _ => NoSuchLayer(layer.Text),
    };
}
