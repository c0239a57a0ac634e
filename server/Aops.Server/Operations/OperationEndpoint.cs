using Aops.Contracts;
using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Operations;

/// <summary><c>/api/v1/operations</c>: how far work over many hosts is.</summary>
internal sealed class OperationEndpoint(OperationStore store)
{
    /// <summary>Where an operation is found.</summary>
    public static string PathOf(string id) => $"/api/v1/operations/{id}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/operations", ListAsync).Is(OperationApi.List)
            .For(EndpointAccess.Read(Reach.Chosen));
        routes.MapGet("/api/v1/operations/{id}", ShowAsync).Is(OperationApi.Show)
            .For(EndpointAccess.Read(Reach.Chosen));
    }

    private async Task ListAsync(HttpContext context)
    {
        var (state, by) = (ReadState(context.Request), OnlyOf(context));
        var source = new ListSource<OperationView, string?>
        {
            Start = null,
            Key = operation => operation.Id,
            Form = CursorKeys.Text,
            Row = ServerJson.Default.OperationView,
            Read = async (before, limit, cancellationToken) =>
                [.. (await store.ListAsync(state, by, before, limit, cancellationToken)).Select(OperationView.Of)],
        };
        await context.WriteListAsync(
            source, (rows, next) => new OperationList { Operations = rows, Next = next },
            ServerJson.Default.OperationList);
    }

    // How many hosts one has, and of what, is for those who may see every host; of others it is their own work.
    private static string? OnlyOf(HttpContext context) =>
        ScopeQuery.IsFleet(context.Scope()) ? null : context.Actor().Name;

    private static OperationState? ReadState(HttpRequest request)
    {
        if (request.Word("state") is not { } word) return null;
        var known = Enum.GetValues<OperationState>().ToDictionary(state => KebabName.Of(state));
        return known.TryGetValue(word, out var state)
            ? state
            : throw new RequestFault(ProblemKinds.UnknownWord(
                "state", word, known.Keys, Suggestions.Closest(word, [.. known.Keys])));
    }

    private async Task ShowAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        var operation = await store.FindAsync(id, context.RequestAborted) is { } found
            && (OnlyOf(context) ?? found.CreatedBy) == found.CreatedBy ? found
            : throw new RequestFault(ProblemKinds.Make(
                404, "no-such-operation", "Not found", $"No operation has the id {id}.",
                $"The last {FleetLimits.OperationsMax} are there; the layer itself tells what it has become."));
        await context.WriteJsonAsync(OperationView.Of(operation), ServerJson.Default.OperationView);
    }
}
