using Aops.Query;
using Aops.Server.Problems;

namespace Aops.Server.Hosts;

/// <summary>Reads the queries of requests.</summary>
internal sealed class HostQueries(HostStore store)
{
    /// <summary>Reads a query.</summary>
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
