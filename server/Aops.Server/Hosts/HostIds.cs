using Aops.Query;
using Aops.Query.Fields;

namespace Aops.Server.Hosts;

/// <summary>Hosts that are named, as a query.</summary>
internal static class HostIds
{
    /// <summary>The query for the hosts with these ids.</summary>
    public static QueryNode.Term Query(params IEnumerable<string> ids) =>
        new(HostFields.Id, QueryOperator.In, [.. ids.Select(id => new QueryValue(id, id))]);
}
