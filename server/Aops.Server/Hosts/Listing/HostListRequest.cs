using Aops.Contracts;
using Aops.Query;
using Aops.Query.Fields;
using Aops.Server.Hosts.Sql;
using Aops.Server.Http;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Hosts.Listing;

/// <summary>What <c>GET /api/v1/hosts</c> asks for.</summary>
internal sealed record HostListRequest
{
    private static readonly string[] Sortable =
        [.. HostFields.All.Where(field => field.IsSortable).Select(field => field.Name)];

    public required HostPage Page { get; init; }

    public required HostFieldSet Fields { get; init; }

    /// <summary>Whether to count all hosts of the query.</summary>
    public required bool Counts { get; init; }

    /// <summary>Whether the length of the page was asked for; else a stream goes on to the end.</summary>
    public required bool HasLimit { get; init; }

    /// <summary>Reads the request.</summary>
    /// <param name="queries">Reads its query.</param>
    /// <param name="within">The hosts that its query is about.</param>
    /// <exception cref="RequestFault">A part of it is not understood.</exception>
    public static async Task<HostListRequest> ReadAsync(
        HttpContext context, HostQueries queries, QueryNode within)
    {
        var query = Narrow(within, await queries.ReadAsync(context, context.Request.Word("q") ?? ""));
        var order = ReadOrder(context.Request.Word("sort"), query);
        return new HostListRequest
        {
            Page = new HostPage
            {
                Query = query,
                Order = order,
                Limit = context.Request.Limit(),
                After = HostCursor.Read(context.Request, query, order),
            },
            Fields = HostFieldSet.Parse(context.Request.Word("fields")),
            Counts = context.Request.Flag("count"),
            HasLimit = context.Request.Word("limit") is not null,
        };
    }

    private static QueryNode Narrow(QueryNode within, QueryNode query)
    {
        if (within == QueryNode.All) return query;
        return query == QueryNode.All ? within : new QueryNode.And([within, query]);
    }

    private static HostOrder ReadOrder(string? text, QueryNode query)
    {
        if (text is null) return HostOrder.For(query);
        return HostOrder.Parse(text) ?? throw new RequestFault(
            ProblemKinds.UnknownWord("sort", text, Sortable, Suggestions.Closest(text.TrimStart('-'), Sortable)));
    }
}
