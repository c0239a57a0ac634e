using Aops.Query;
using Aops.Query.Evaluation;
using Aops.Server.Api;
using Aops.Server.Groups;
using Aops.Server.Hosts.Listing;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Hosts.Detail;

/// <summary><c>GET /api/v1/hosts/{id}</c>, and whether a query has that host.</summary>
internal sealed class HostDetailEndpoints(
    HostStore store, GroupStore groups, HostQueries queries, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/hosts/{id}", ShowAsync).Is(HostApi.Show)
            .For(EndpointAccess.Read(Reach.Host));
        routes.MapGet("/api/v1/hosts/{id}/match", MatchAsync).Is(HostApi.Match)
            .For(EndpointAccess.Read(Reach.Host));
    }

    private async Task ShowAsync(HttpContext context)
    {
        var fields = HostFieldSet.Parse(context.Request.Word("fields"));
        var host = await FindAsync(context);
        context.Response.Headers.ETag = RevisionTag.Of(host.LabelsRevision);
        var view = fields.Show(host.Facts);
        if (fields == HostFieldSet.All)
            view = view with { Groups = await ListGroupsAsync(host.Facts, context.RequestAborted) };
        await context.WriteJsonAsync(view, ServerJson.Default.HostView);
    }

    private async Task MatchAsync(HttpContext context)
    {
        var query = await queries.ParseAsync(context.Request.Word("q") ?? "", context.RequestAborted);
        var host = await FindAsync(context);
        var now = clock.GetUtcNow();
        var facts = await store.FillAsync(host.Facts, [.. QueryNode.PackagesOf(query)], context.RequestAborted);
        var reply = new MatchReply
        {
            Q = QueryText.Of(query),
            Matches = QueryPredicate.Holds(query, facts, now),
            Terms = [.. TermVerdict.Of(query, facts, now)],
        };
        await context.WriteJsonAsync(reply, ServerJson.Default.MatchReply);
    }

    // As of now, and by rank: the order in which their layers are merged.
    private async Task<IReadOnlyList<string>> ListGroupsAsync(HostFacts host, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var listed = (await groups.ListAsync(cancellationToken))
            .Select(group => (group.Name, Query: group.Parse())).ToList();
        var facts = await store.FillAsync(
            host, [.. listed.SelectMany(group => QueryNode.PackagesOf(group.Query))], cancellationToken);
        return [.. listed.Where(group => QueryPredicate.Holds(group.Query, facts, now)).Select(group => group.Name)];
    }

    private async Task<HostRecord> FindAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        return await store.FindAsync(id, context.RequestAborted)
            ?? throw new RequestFault(ProblemKinds.NoSuchHost(id));
    }
}
