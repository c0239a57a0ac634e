using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Enrolment;

/// <summary><c>/api/v1/enrolments</c>: hosts that showed a token of manual approval and wait for an operator.</summary>
internal sealed class EnrolmentRequestEndpoints(EnrolmentRequestStore store, EventLog events)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        const string path = "/api/v1/enrolments";
        routes.MapGet(path, ListAsync).Is(EnrolmentRequestApi.List);
        routes.MapPost($"{path}/{{id}}/approve",
            context => DecideAsync(context, ConsentState.Approved, EventKinds.EnrolmentApproved, "is approved"))
            .Is(EnrolmentRequestApi.Approve);
        routes.MapPost($"{path}/{{id}}/refuse",
            context => DecideAsync(context, ConsentState.Refused, EventKinds.EnrolmentRefused, "is refused"))
            .Is(EnrolmentRequestApi.Refuse);
        routes.MapDelete($"{path}/{{id}}", RemoveAsync).Is(EnrolmentRequestApi.Remove);
    }

    private Task ListAsync(HttpContext context) => context.WriteListAsync(
        new ListSource<EnrolmentRequest>
        {
            Key = EnrolmentRequestStore.KeyOf,
            Row = ServerJson.Default.EnrolmentRequest,
            Read = async (after, limit, cancellationToken) => await store.ListAsync(after, limit, cancellationToken),
        },
        (rows, next) => new EnrolmentRequestList { Enrolments = rows, Next = next },
        ServerJson.Default.EnrolmentRequestList);

    private async Task DecideAsync(HttpContext context, ConsentState state, string kind, string sentence)
    {
        var id = context.RouteName("id");
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var decided = (isDry
            ? await store.FindAsync(id, context.RequestAborted)
            : await store.DecideAsync(id, state, context.RequestAborted)) ?? throw NoSuchEnrolment(id);
        if (!isDry)
        {
            events.Add(kind, $"{decided.Hostname} at {decided.Address ?? "an unknown address"} {sentence}.",
                hostname: decided.Hostname);
        }
        await context.WriteJsonAsync(decided with { State = state }, ServerJson.Default.EnrolmentRequest);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        var isThere = context.Request.Flag(StandardParameters.DryRun.Name)
            ? await store.FindAsync(id, context.RequestAborted) is not null
            : await store.RemoveAsync(id, context.RequestAborted);
        if (!isThere) throw NoSuchEnrolment(id);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static RequestFault NoSuchEnrolment(string id) => new(ProblemKinds.NotFound(
        "no-such-enrolment", $"No host waits under the id {id}; a request ends with the token that was shown.",
        "GET /api/v1/enrolments lists those that wait."));
}
