using Aops.Server.Rights;
using Aops.Server.Security;
using System.Text;
using Aops.Query;
using Aops.Server.Api;
using Aops.Server.Hosts.Sql;
using Aops.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Hosts.Listing;

/// <summary>
/// <c>GET /api/v1/hosts</c>: hosts by a query, a page as JSON, or all of them as a stream of NDJSON or CSV, which is read
/// from the database page by page as the client takes it.
/// </summary>
internal sealed class HostListEndpoint(HostStore store, HostQueries queries, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/hosts", context => ListAsync(context, QueryNode.All)).Is(HostApi.List)
            .For(EndpointAccess.Read(Reach.Chosen));

    /// <summary>Answers a request for hosts.</summary>
    /// <param name="within">The hosts that it is about; its own query narrows them.</param>
    public async Task ListAsync(HttpContext context, QueryNode within)
    {
        var format = HostFormat.Of(context.Request);
        var request = await HostListRequest.ReadAsync(context, queries, within);
        var now = clock.GetUtcNow();
        long? count = request.Counts
            ? await store.CountAsync(request.Page.Query, now, context.RequestAborted)
            : null;
        if (format is not null) await StreamAsync(context, request, format, count, now);
        else await WritePageAsync(context, request, count, now);
    }

    private async Task WritePageAsync(HttpContext context, HostListRequest request, long? count, DateTimeOffset now)
    {
        var (hosts, next) = await ReadAsync(request.Page, now, context.RequestAborted);
        var list = new HostList
        {
            Hosts = [.. hosts.Select(host => request.Fields.Show(host.Facts))],
            Q = QueryText.Of(request.Page.Query),
            Sort = request.Page.Order.Name,
            Count = count,
            Next = next is null ? null : HostCursor.Of(request.Page.Query, request.Page.Order, next),
        };
        await context.WriteJsonAsync(list, ServerJson.Default.HostList);
    }

    private async Task StreamAsync(
        HttpContext context, HostListRequest request, HostFormat format, long? count, DateTimeOffset now)
    {
        var page = request.HasLimit ? request.Page : request.Page with { Limit = ServerLimits.PageRowsMax };
        var (hosts, next) = await ReadAsync(page, now, context.RequestAborted);
        var headers = context.Response.Headers;
        context.Response.ContentType = $"{format.MediaType}; charset=utf-8";
        headers.CacheControl = "no-store";
        if (count is { } total) headers["x-count"] = $"{total}";
        if (request.HasLimit && next is not null)
            headers.Link = ListAnswer.LinkTo(context.Request, HostCursor.Of(page.Query, page.Order, next));
        await WriteAsync(context, format.Head(request.Fields));
        while (true)
        {
            var text = new StringBuilder();
            foreach (var host in hosts) format.Append(text, host, request.Fields);
            await WriteAsync(context, text.ToString());
            if (request.HasLimit || next is null) return;
            page = page with { After = next };
            (hosts, next) = await ReadAsync(page, now, context.RequestAborted);
        }
    }

    // One more than asked for tells whether there is a next page.
    private async Task<(IReadOnlyList<HostRecord> Hosts, HostPlace? Next)> ReadAsync(
        HostPage page, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hosts = await store.ListAsync(page with { Limit = page.Limit + 1 }, now, cancellationToken);
        if (hosts.Count <= page.Limit) return (hosts, null);
        hosts.RemoveAt(page.Limit);
        return (hosts, hosts[^1].Place);
    }

    private static Task WriteAsync(HttpContext context, string text) =>
        context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted).AsTask();
}
