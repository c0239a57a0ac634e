using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Agents;

/// <summary>
/// <c>GET /api/agents/self</c>: 204 for an agent with its own token. It changes nothing, so that a host can ask whether
/// it would be accepted.
/// </summary>
internal sealed class SelfEndpoint(AgentGate gate)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/agents/self", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        await gate.AuthenticateAsync(context);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
