using System.Globalization;
using Aops.Contracts.Wire;
using Aops.Server.Api;
using Aops.Server.Desired;
using Aops.Server.Heartbeats;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Agents;

/// <summary>
/// <c>GET /api/agents/self</c>: 204 for an agent with its own token. It changes nothing, so a host can ask
/// whether it is accepted. Headers say which version sent the last heartbeat, how long ago, and which one it should run.
/// </summary>
internal sealed class SelfEndpoint(Presence presence, DesiredStates desired, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/agents/self", context =>
    {
        if (presence.Of(context.Agent().AgentId).Heard is { } heard)
        {
            var ago = (clock.GetUtcNow() - heard.At).TotalSeconds;
            context.Response.Headers[WireHeaders.HeardVersion] = heard.Version;
            context.Response.Headers[WireHeaders.HeardSecondsAgo] =
                Math.Max(0, ago).ToString("0.###", CultureInfo.InvariantCulture);
        }
        if (desired.Find(context.Agent().AgentId).Document.Agent is { Version: var wanted })
            context.Response.Headers[WireHeaders.DesiredVersion] = wanted;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }).For(EndpointAccess.Agent(bodyBytesMax: 0)).Is(FleetApi.Self);
}
