using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Enrolment.Clones;

/// <summary><c>/api/clones</c>: clones that wait for the operator's consent to an identity of their own.</summary>
internal sealed class CloneEndpoints(CloneStore store, EventLog events)
    : ConsentEndpoints<CloneRequest>(store, ServerJson.Default.CloneRequest)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/clones", ListAsync).Is(CloneApi.List)
            .For(EndpointAccess.Read(Reach.Fleet));
        routes.MapPost("/api/v1/clones/{id}/approve", context => DecideAsync(context, ConsentState.Approved))
            .Is(CloneApi.Approve)
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
        routes.MapPost("/api/v1/clones/{id}/refuse", context => DecideAsync(context, ConsentState.Refused))
            .Is(CloneApi.Refuse)
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
        routes.MapDelete("/api/v1/clones/{id}", RemoveAsync).Is(CloneApi.Remove)
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
        routes.MapPost("/api/v1/hosts/{id}/consent", ConsentAsync).Is(CloneApi.Consent)
            .For(EndpointAccess.Change(Reach.Host).DespiteFreeze);
        MapEarlier(routes);
    }

    private void MapEarlier(IEndpointRouteBuilder routes)
    {
        const string clones = "/api/v1/clones";
        routes.MapGet("/api/clones", ListAsync).Is(CloneApi.List.Earlier(clones))
            .For(EndpointAccess.Read(Reach.Fleet));
        routes.MapPost("/api/clones/{id}/approve", context => DecideAsync(context, ConsentState.Approved))
            .Is(CloneApi.Approve.Earlier($"{clones}/{{id}}/approve"))
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
        routes.MapPost("/api/clones/{id}/refuse", context => DecideAsync(context, ConsentState.Refused))
            .Is(CloneApi.Refuse.Earlier($"{clones}/{{id}}/refuse"))
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
        routes.MapDelete("/api/clones/{id}", RemoveAsync).Is(CloneApi.Remove.Earlier($"{clones}/{{id}}"))
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
        routes.MapPost("/api/fleet/{agentId}/consent", ConsentAsync).Is(CloneApi.ConsentEarlier)
            .For(EndpointAccess.Change(Reach.Host).DespiteFreeze);
    }

    private Task ListAsync(HttpContext context) => context.WriteListAsync(
        Rows, (rows, next) => new CloneRequestList { Clones = rows, Next = next }, ServerJson.Default.CloneRequestList);

    private async Task ConsentAsync(HttpContext context)
    {
        var id = context.HostId();
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        if (!await store.ConsentAsync(id, isDry, context.RequestAborted)) throw context.NoSuchHost(id);
        if (!isDry) events.Add(EventKinds.Cloned, $"{id} stays, whatever becomes of the agent that it is a clone of.", id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    protected override void Tell(CloneRequest decided, ConsentState state)
    {
        var sentence = state == ConsentState.Approved
            ? "may have an identity of its own"
            : "is refused an identity of its own";
        events.Add(EventKinds.Cloned, $"{decided.Hostname}, a clone of {decided.ParentId}, {sentence}.",
            decided.ParentId, decided.Hostname);
    }

    protected override CloneRequest With(CloneRequest request, ConsentState state) => request with { State = state };

    protected override RequestFault NoSuchRequest(string id) =>
        new(ProblemKinds.NotFound("no-such-clone", $"No clone waits under the id {id}."));
}
