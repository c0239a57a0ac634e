using Aops.Server.Rights;
using Aops.Server.Security;
using Aops.Server.Http;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Aops.Server.Api;

namespace Aops.Server.Events;

/// <summary>
/// <c>GET /api/v1/hosts/{id}/timeline</c>: what happened to a host and what operators did to it, the newest first.
/// </summary>
internal sealed class HostTimelineEndpoint(EventStore store)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/hosts/{id}/timeline", ListAsync).Is(EventApi.Timeline)
            .For(EndpointAccess.Read(Reach.Host));

    private async Task ListAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        if (!await store.KnowsHostAsync(id, context.RequestAborted))
            throw new RequestFault(ProblemKinds.NoSuchHost(id));
        var source = new ListSource<EventRecord, long>
        {
            Start = long.MaxValue,
            Key = entry => entry.Id,
            Form = CursorKeys.Number,
            Row = ServerJson.Default.EventRecord,
            Read = async (before, limit, cancellationToken) =>
                await store.ListOfHostAsync(id, before, limit, cancellationToken),
        };
        await context.WriteListAsync(
            source, (rows, next) => new HostTimeline { Events = rows, Next = next }, ServerJson.Default.HostTimeline);
    }
}
