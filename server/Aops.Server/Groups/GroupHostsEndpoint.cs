using Aops.Server.Api;
using Aops.Server.Hosts.Listing;
using Aops.Server.Http;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Groups;

/// <summary>
/// <c>GET /api/v1/groups/{name}/hosts</c>: the hosts that are members now, by the page, order, fields and forms of
/// <c>GET /api/v1/hosts</c>; <c>?q=</c> narrows them.
/// </summary>
internal sealed class GroupHostsEndpoint(GroupStore groups, HostListEndpoint hosts)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/groups/{name}/hosts", HandleAsync).Is(GroupApi.Hosts)
            .For(EndpointAccess.Read(Reach.Chosen));

    private async Task HandleAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var group = await groups.FindAsync(name, context.RequestAborted) ?? throw GroupProblems.NoSuchGroup(name);
        await hosts.ListAsync(context, group.Parse());
    }
}
