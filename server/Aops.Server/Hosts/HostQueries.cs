using Aops.Query;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Hosts;

/// <summary>Reads the queries of requests.</summary>
internal sealed class HostQueries(HostStore store)
{
    /// <summary>Reads a query of a request, and narrows it to the hosts that its sender may reach.</summary>
    /// <exception cref="RequestFault">It is not understood.</exception>
    public async Task<QueryNode> ReadAsync(HttpContext context, string text) =>
        ScopeQuery.Both(context.Scope(), await ParseAsync(text, context.RequestAborted));

    /// <summary>Reads a query as it is.</summary>
    /// <exception cref="RequestFault">It is not understood.</exception>
    public async Task<QueryNode> ParseAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            return await store.ParseAsync(text, cancellationToken);
        }
        catch (QueryException e)
        {
            throw new RequestFault(ProblemKinds.WrongQuery(e));
        }
    }
}
