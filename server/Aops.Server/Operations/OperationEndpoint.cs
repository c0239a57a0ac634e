using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Operations;

/// <summary><c>GET /api/v1/operations/{id}</c>: how far work over many hosts is.</summary>
internal sealed class OperationEndpoint(OperationStore store)
{
    /// <summary>Where an operation is found.</summary>
    public static string PathOf(string id) => $"/api/v1/operations/{id}";

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/operations/{id}", ShowAsync).Is(OperationApi.Show);

    private async Task ShowAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        var operation = await store.FindAsync(id, context.RequestAborted)
            ?? throw new RequestFault(ProblemKinds.Make(
                404, "no-such-operation", "Not found", $"No operation has the id {id}.",
                $"The last {FleetLimits.OperationsMax} are there; the layer itself tells what it has become."));
        await context.WriteJsonAsync(OperationView.Of(operation), ServerJson.Default.OperationView);
    }
}
