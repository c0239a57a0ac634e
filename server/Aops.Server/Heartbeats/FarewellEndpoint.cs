using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Heartbeats;

/// <summary><c>POST /api/agents/farewell/{reason}</c>: a host sends no more heartbeats, on purpose.</summary>
internal sealed class FarewellEndpoint(Presence presence)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/agents/farewell/{reason}", HandleAsync)
            .For(EndpointAccess.Agent(bodyBytesMax: 0)).Is(HeartbeatApi.Farewell);

    private async Task HandleAsync(HttpContext context)
    {
        await presence.LeaveAsync(context.Agent(), context.RouteName("reason"));
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
