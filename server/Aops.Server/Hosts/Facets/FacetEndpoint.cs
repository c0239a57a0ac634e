using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Hosts.Facets;

/// <summary><c>GET /api/v1/hosts/facets</c>: how many hosts of a query have which value.</summary>
internal sealed class FacetEndpoint(FacetStore store, HostQueries queries, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/hosts/facets", HandleAsync).Is(HostApi.Facets)
            .For(EndpointAccess.Read(Reach.Chosen));

    private async Task HandleAsync(HttpContext context)
    {
        var fields = FacetField.ParseList(context.Request.Word("by"));
        var query = await queries.ReadAsync(context, context.Request.Word("q") ?? "");
        var reply = await store.CountAsync(query, fields, clock.GetUtcNow(), context.RequestAborted);
        await context.WriteJsonAsync(reply, ServerJson.Default.FacetReply);
    }
}
