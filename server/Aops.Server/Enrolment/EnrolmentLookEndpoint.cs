using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Layers;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Enrolment;

/// <summary>
/// <c>GET /api/agents/enrolment</c>: what would come of a registration, for <c>install --dry-run</c>. The gate has checked the
/// enrolment token as it does at a registration; nothing is used up and nothing is stored.
/// </summary>
internal sealed class EnrolmentLookEndpoint(EnrolmentStore tokens, LayerStore layers)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/agents/enrolment", HandleAsync).Is(RegisterApi.Look)
            .For(new EndpointAccess(Caller.Newcomer, 0));

    private async Task HandleAsync(HttpContext context)
    {
        var token = NewcomerGate.TokenHash(context) is { } hash
            ? await tokens.FindTokenAsync(hash, context.RequestAborted)
            : null;
        var fleet = await layers.FindHeadAsync(LayerName.Fleet, context.RequestAborted);
        var reply = new EnrolmentLook
        {
            AgentVersion = fleet?.Document?.Agent?.Version,
            NeedsApproval = token?.Approval == EnrolmentApproval.Manual,
            ExpiresAt = token?.ExpiresAt,
        };
        await context.WriteJsonAsync(reply, ContractsJson.Default.EnrolmentLook);
    }
}
