using Aops.Query;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Runs.Steps;
using Aops.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Runs;

/// <summary>Who starts a run.</summary>
/// <param name="Name">What rows and sentences call that one.</param>
/// <param name="Rights">What that one may do.</param>
internal sealed record RunSender(string Name, GrantedRights Rights)
{
    /// <summary>The hosts that it may run something on.</summary>
    public QueryNode Scope => Rights.ScopeOf(Right.Change)
        ?? throw new InvalidOperationException("who has no right to change a host sends no run");

    /// <summary>The sender of a request that was let through.</summary>
    public static RunSender Of(HttpContext context) => new(
        context.Actor().Name, context.Admission().Operator?.Rights
            ?? throw new InvalidOperationException("this endpoint is not declared as one for operators"));

    /// <summary>Refuses a command that only the server vouches for, where the sender is no admin.</summary>
    /// <exception cref="RequestFault">It is none.</exception>
    public void CheckRight(RunKind kind)
    {
        if (kind == RunKind.Plain && !Rights.HasOnFleet(Right.Administer))
            throw RightsProblems.NoRight(Right.Administer);
    }
}
