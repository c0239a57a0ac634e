using Aops.Query;
using Aops.Server.Api;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Operations;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Agents;

/// <summary>
/// <c>POST /api/v1/hosts/remove</c>: removes the hosts of a query, all or none. The number of hosts that a dry run told is a
/// part of the request.
/// </summary>
internal sealed class BulkRemovalEndpoint(AgentRemoval removal, HostQueries queries, TimeProvider clock)
{
    private const string Expected = "expectedCount";

    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/hosts/remove", RemoveAsync).Is(FleetApi.RemoveMany)
            .For(EndpointAccess.Change(Reach.Chosen).DespiteFreeze);

    private async Task RemoveAsync(HttpContext context)
    {
        var request = await context.ReadJsonAsync(ServerJson.Default.BulkRemovalRequest, ServerLimits.RequestBytesMax);
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        Check(request, isDry);
        var query = await queries.ReadAsync(context, request.Q);
        if (!isDry) await context.AskApprovalAsync(query);
        var order = new RemovalOrder(context.Actor(), request.Message ?? "", clock.GetUtcNow());
        var outcome = isDry
            ? await removal.TryAsync(query, order.Now, context.RequestAborted)
            : await removal.RemoveAsync(query, request.ExpectedCount!.Value, order);
        if (outcome is BulkRemovalOutcome.OtherCount other)
            throw ExpectedHosts.Changed($"The query has {Counted.Hosts(other.Count)}", Expected, "removed");
        var done = (BulkRemovalOutcome.Done)outcome;
        if (done.OperationId is { } operation) context.Response.Headers.Location = OperationEndpoint.PathOf(operation);
        var reply = new BulkRemovalReply
        {
            Q = QueryText.Of(query),
            Count = done.Count,
            Clones = done.Clones,
            Removed = done.Removed.Count,
            DryRun = isDry,
            Operation = done.OperationId,
        };
        await context.WriteJsonAsync(reply, ServerJson.Default.BulkRemovalReply,
            done.OperationId is null ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private static void Check(BulkRemovalRequest request, bool isDry)
    {
        var errors = new FieldErrors();
        ExpectedHosts.Check(request.ExpectedCount, isDry, Expected, errors);
        errors.CheckLength("message", request.Message, FleetLimits.NoteCharsMax);
        errors.ThrowIfAny();
    }
}
