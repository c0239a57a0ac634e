using Aops.Server.Problems;

namespace Aops.Server.Groups;

/// <summary>What a client is told whose write of a group was refused.</summary>
internal static class GroupProblems
{
    /// <summary>What to do where the query of a group with a layer asks for something that changes by itself.</summary>
    public const string UnsteadyFix =
        "Ask for labels, id, hostname or host.…: what a layer brings about, and the time, must not decide who has it.";

    /// <summary>No group has a name.</summary>
    public static RequestFault NoSuchGroup(string name) => new(ProblemKinds.Make(
        404, "no-such-group", "Not found", $"No group is called {name}.", "GET /api/v1/groups lists them."));

    public static RequestFault Of(GroupOutcome outcome, string name) => outcome switch
    {
        GroupOutcome.NameTaken => Conflict("group-exists",
            $"There is a group called {name} already. Nothing was changed.",
            $"Change it by PUT /api/v1/groups/{name}, or choose another name."),
        GroupOutcome.RankTaken taken => Conflict("rank-taken",
            $"The group {taken.Owner} has this rank; ranks are unique, as they order the layers. Nothing was changed.",
            $"Choose another rank; {taken.Free} is free."),
        GroupOutcome.LayerSpeaks => Conflict("layer-in-use",
            $"The layer group:{name} says something, so that its hosts would change. Nothing was changed.",
            $"Look at what would be by PUT /api/v1/layers/group:{name}?dry_run=1 with an empty document, and do that first."),
        GroupOutcome.Unsteady unsteady => Conflict("unsteady-query",
            $"The group has a layer, and its query would ask for {unsteady.Field}, which changes by itself. Nothing was changed.",
            UnsteadyFix),
        GroupOutcome.TooMany => Conflict("too-many-groups",
            $"There are {FleetLimits.GroupsMax} groups, which is the most. Nothing was changed.",
            "Remove groups that are not needed."),
        GroupOutcome.OutsideScope outside => RightsProblems.OutsideGroup(outside.Scope),
        GroupOutcome.OtherRevision other => new RequestFault(ProblemKinds.OtherRevision(
            $"If-Match names another revision of the group than {other.Revision}, which it has now.",
            "Read the group again and decide again.")),
        _ => NoSuchGroup(name),
    };

    private static RequestFault Conflict(string code, string detail, string fix) =>
        new(ProblemKinds.Conflict(code, detail, fix));
}
