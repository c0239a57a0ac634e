using Aops.Contracts.Wire.Inventory;
using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Inventory;
using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Hosts;

/// <summary>
/// <c>PUT /api/agents/inventory/{section}/{sha256}</c>: a content that an answer to a heartbeat has asked for. It must be what its
/// name says; whatever it holds, it is not refused.
/// </summary>
internal sealed class InventoryEndpoint(InventoryStore store, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/api/agents/inventory/{section}/{sha256}", TakeAsync)
            .For(EndpointAccess.Agent(InventoryLimits.SectionBytesMax)).Is(InventoryApi.Take);

    private async Task TakeAsync(HttpContext context)
    {
        var agent = context.Agent();
        var name = new InventoryName(context.RouteName("section"), context.RouteName("sha256"));
        var document = await context.ReadAsync(
            InventoryLimits.SectionBytesMax, static _ => { },
            body => InventoryHash.Of(body.Span) == name.Hash
                ? InventoryReader.Read(name.Section, body)
                : throw new RequestFault(ProblemKinds.Make(400, "hash-mismatch", "The content is another one",
                    $"The SHA-256 of the body is not {name.Hash}.", "Name in the path the SHA-256 of the body.")));
        context.Admission().ReleaseBody();
        switch (await store.AddAsync(agent.AgentId, name, document, clock.GetUtcNow(), context.RequestAborted))
        {
            case InventoryOutcome.NotNamed:
                throw new RequestFault(ProblemKinds.Conflict("not-named",
                    $"The newest heartbeat of {agent.AgentId} does not name this content of {name.Section}.",
                    "Name it in a heartbeat, and send it if the answer asks for it."));
            case InventoryOutcome.Full:
                throw new RequestFault(ProblemKinds.Conflict("inventory-full",
                    $"The inventories of the fleet take more than {FleetLimits.InventoryBytesMax} bytes.",
                    "Remove hosts that are gone; the host is asked again once there is room."));
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
