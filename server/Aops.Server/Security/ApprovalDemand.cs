using Aops.Query;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>
/// Asks, before a change of hosts, whether another person has to approve it; a feature of requests that may have to wait.
/// </summary>
internal abstract class ApprovalDemand
{
    /// <summary>Lets the change go on, or ends the request, which then waits for another person.</summary>
    /// <param name="hosts">The hosts that the change reaches.</param>
    public abstract Task CheckAsync(QueryNode hosts, CancellationToken cancellationToken);
}

/// <summary>Asks for approval in handlers.</summary>
internal static class ApprovalDemandExtensions
{
    /// <summary>Called before a change of hosts is made, and for no dry run.</summary>
    public static Task AskApprovalAsync(this HttpContext context, QueryNode hosts) =>
        context.Features.Get<ApprovalDemand>()?.CheckAsync(hosts, context.RequestAborted) ?? Task.CompletedTask;
}
