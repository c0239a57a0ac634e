using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Enrolment.Clones;

/// <summary><c>/api/clones</c>: clones that wait for the operator's consent to an identity of their own.</summary>
internal sealed class CloneEndpoints(CloneStore store, EventLog events)
{
    private const string Approved = "may have an identity of its own";
    private const string Refused = "is refused an identity of its own";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/clones", ListAsync).Is(CloneApi.List);
        routes.MapPost("/api/v1/clones/{id}/approve", context => DecideAsync(context, ConsentState.Approved, Approved))
            .Is(CloneApi.Approve);
        routes.MapPost("/api/v1/clones/{id}/refuse", context => DecideAsync(context, ConsentState.Refused, Refused))
            .Is(CloneApi.Refuse);
        routes.MapDelete("/api/v1/clones/{id}", RemoveAsync).Is(CloneApi.Remove);
        routes.MapPost("/api/v1/hosts/{id}/consent", ConsentAsync).Is(CloneApi.Consent);
        MapEarlier(routes);
    }

    private void MapEarlier(IEndpointRouteBuilder routes)
    {
        const string clones = "/api/v1/clones";
        routes.MapGet("/api/clones", ListAsync).Is(CloneApi.List.Earlier(clones));
        routes.MapPost("/api/clones/{id}/approve", context => DecideAsync(context, ConsentState.Approved, Approved))
            .Is(CloneApi.Approve.Earlier($"{clones}/{{id}}/approve"));
        routes.MapPost("/api/clones/{id}/refuse", context => DecideAsync(context, ConsentState.Refused, Refused))
            .Is(CloneApi.Refuse.Earlier($"{clones}/{{id}}/refuse"));
        routes.MapDelete("/api/clones/{id}", RemoveAsync).Is(CloneApi.Remove.Earlier($"{clones}/{{id}}"));
        routes.MapPost("/api/fleet/{agentId}/consent", ConsentAsync).Is(CloneApi.ConsentEarlier);
    }

    private Task ListAsync(HttpContext context) => context.WriteListAsync(
        new ListSource<CloneRequest>
        {
            Key = CloneStore.KeyOf,
            Row = ServerJson.Default.CloneRequest,
            Read = async (after, limit, cancellationToken) => await store.ListAsync(after, limit, cancellationToken),
        },
        (rows, next) => new CloneRequestList { Clones = rows, Next = next }, ServerJson.Default.CloneRequestList);

    private async Task DecideAsync(HttpContext context, ConsentState state, string sentence)
    {
        var id = context.RouteName("id");
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var decided = (isDry
            ? await store.FindAsync(id, context.RequestAborted)
            : await store.DecideAsync(id, state, context.RequestAborted)) ?? throw NoSuchClone(id);
        if (!isDry)
        {
            events.Add(EventKinds.Cloned, $"{decided.Hostname}, a clone of {decided.ParentId}, {sentence}.",
                decided.ParentId, decided.Hostname);
        }
        await context.WriteJsonAsync(decided with { State = state }, ServerJson.Default.CloneRequest);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        var isThere = context.Request.Flag(StandardParameters.DryRun.Name)
            ? await store.FindAsync(id, context.RequestAborted) is not null
            : await store.RemoveAsync(id, context.RequestAborted);
        if (!isThere) throw NoSuchClone(id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task ConsentAsync(HttpContext context)
    {
        var id = context.HostId();
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        if (!await store.ConsentAsync(id, isDry, context.RequestAborted)) throw context.NoSuchHost(id);
        if (!isDry) events.Add(EventKinds.Cloned, $"{id} stays, whatever becomes of the agent that it is a clone of.", id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static RequestFault NoSuchClone(string id) =>
        new(ProblemKinds.NotFound("no-such-clone", $"No clone waits under the id {id}."));
}
