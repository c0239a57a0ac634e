using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Agents;

/// <summary>
/// <c>GET /api/agents/self</c>: 204 for an agent with its own token. It changes nothing, so that a host can ask whether
/// it would be accepted.
/// </summary>
internal sealed class SelfEndpoint
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/agents/self", context =>
    {
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }).For(EndpointAccess.Agent(bodyBytesMax: 0));
}
