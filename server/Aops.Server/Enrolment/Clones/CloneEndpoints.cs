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
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/clones", ListAsync).Is(CloneApi.List);
        routes.MapPost("/api/clones/{id}/approve",
            context => DecideAsync(context, CloneState.Approved, "may have an identity of its own")).Is(CloneApi.Approve);
        routes.MapPost("/api/clones/{id}/refuse",
            context => DecideAsync(context, CloneState.Refused, "is refused an identity of its own")).Is(CloneApi.Refuse);
        routes.MapDelete("/api/clones/{id}", RemoveAsync).Is(CloneApi.Remove);
        routes.MapPost("/api/fleet/{agentId}/consent", ConsentAsync).Is(CloneApi.Consent);
    }

    private async Task ListAsync(HttpContext context)
    {
        var list = await store.ListAsync(context.Request.Limit(), context.RequestAborted);
        await context.WriteJsonAsync(new CloneRequestList { Clones = list }, ServerJson.Default.CloneRequestList);
    }

    private async Task DecideAsync(HttpContext context, CloneState state, string sentence)
    {
        var id = context.RouteName("id");
        var decided = await store.DecideAsync(id, state, context.RequestAborted) ?? throw NoSuchClone(id);
        events.Add(EventKinds.Cloned, $"{decided.Hostname}, a clone of {decided.ParentId}, {sentence}.",
            decided.ParentId, decided.Hostname);
        await context.WriteJsonAsync(decided, ServerJson.Default.CloneRequest);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        if (!await store.RemoveAsync(id, context.RequestAborted)) throw NoSuchClone(id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task ConsentAsync(HttpContext context)
    {
        var id = context.RouteName("agentId");
        if (!await store.ConsentAsync(id, context.RequestAborted))
            throw new RequestFault(ProblemKinds.NotFound("no-such-agent", $"No agent has the id {id}."));
        events.Add(EventKinds.Cloned, $"{id} stays, whatever becomes of the agent that it is a clone of.", id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static RequestFault NoSuchClone(string id) =>
        new(ProblemKinds.NotFound("no-such-clone", $"No clone waits under the id {id}."));
}
