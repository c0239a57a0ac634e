using Aops.Query;
using Aops.Server.Rights;

namespace Aops.Server.Problems;

/// <summary>What an operator is told who may not do something.</summary>
internal static class RightsProblems
{
    /// <summary>No grant gives a right.</summary>
    public static RequestFault NoRight(Right right) => new(ProblemKinds.Make(
        403, "no-right", "This may not be done by this user or key",
        $"It needs the role {RoleFor(right)}, and no grant of this user or key has it. Nothing was changed.",
        "GET /api/v1/me tells what may be done; an admin gives grants."));

    /// <summary>The grants that give the right are for other hosts.</summary>
    /// <param name="what">What is outside: a clause.</param>
    /// <param name="scope">The hosts on which there is the right.</param>
    public static RequestFault OutsideScope(string what, QueryNode scope) => new(ProblemKinds.Make(
        403, "outside-scope", "This reaches beyond the scope of this user or key",
        $"{what}, and the scope is \"{QueryText.Of(scope)}\". Nothing was changed.",
        "Ask for hosts of the scope alone; an admin gives grants."));

    /// <summary>A group may have hosts outside of the scope, now or later.</summary>
    /// <param name="scope">The hosts on which there is the right.</param>
    public static RequestFault OutsideGroup(QueryNode scope)
    {
        var text = QueryText.Of(scope);
        return new(ProblemKinds.Make(
            403, "outside-scope", "This reaches beyond the scope of this user or key",
            $"The group may have hosts outside of the scope \"{text}\", now or later. Nothing was changed.",
            $"Narrow the query of the group by the scope: ({text}) and (…)."));
    }

    private static string RoleFor(Right right) => right switch
    {
        Right.Change => "operator",
        Right.Publish => "releaser",
        Right.Administer => "admin",
        _ => "viewer",
    };
}
