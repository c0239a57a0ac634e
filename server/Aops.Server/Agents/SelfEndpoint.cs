using System.Globalization;
using Aops.Contracts.Wire;
using Aops.Server.Heartbeats;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Agents;

/// <summary>
/// <c>GET /api/agents/self</c>: 204 for an agent with its own token. It changes nothing, so that a host can ask whether
/// it would be accepted. Two headers tell which version was heard last, and how long ago.
/// </summary>
internal sealed class SelfEndpoint(AgentGate gate, Presence presence, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/agents/self", HandleAsync);

    private async Task HandleAsync(HttpContext context)
    {
        var agent = await gate.AuthenticateAsync(context);
        if (presence.Of(agent.AgentId).Heard is { } heard)
        {
            var ago = (clock.GetUtcNow() - heard.At).TotalSeconds;
            context.Response.Headers[WireHeaders.HeardVersion] = heard.Version;
            context.Response.Headers[WireHeaders.HeardSecondsAgo] =
                Math.Max(0, ago).ToString("0.###", CultureInfo.InvariantCulture);
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
