using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Enrolment;

/// <summary><c>/api/v1/enrolments</c>: hosts that showed a token of manual approval and wait for an operator.</summary>
internal sealed class EnrolmentRequestEndpoints(EnrolmentRequestStore store, EventLog events)
    : ConsentEndpoints<EnrolmentRequest>(store, ServerJson.Default.EnrolmentRequest)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        const string path = "/api/v1/enrolments";
        routes.MapGet(path, ListAsync).Is(EnrolmentRequestApi.List)
            .For(EndpointAccess.Read(Reach.Fleet));
        routes.MapPost($"{path}/{{id}}/approve", context => DecideAsync(context, ConsentState.Approved))
            .Is(EnrolmentRequestApi.Approve)
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
        routes.MapPost($"{path}/{{id}}/refuse", context => DecideAsync(context, ConsentState.Refused))
            .Is(EnrolmentRequestApi.Refuse)
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
        routes.MapDelete($"{path}/{{id}}", RemoveAsync).Is(EnrolmentRequestApi.Remove)
            .For(EndpointAccess.Change(Reach.Fleet).DespiteFreeze);
    }

    private Task ListAsync(HttpContext context) => context.WriteListAsync(
        Rows, (rows, next) => new EnrolmentRequestList { Enrolments = rows, Next = next },
        ServerJson.Default.EnrolmentRequestList);

    protected override void Tell(EnrolmentRequest decided, ConsentState state)
    {
        var (kind, sentence) = state == ConsentState.Approved
            ? (EventKinds.EnrolmentApproved, "is approved")
            : (EventKinds.EnrolmentRefused, "is refused");
        events.Add(kind, $"{decided.Hostname} at {decided.Address ?? "an unknown address"} {sentence}.",
            hostname: decided.Hostname);
    }

    protected override EnrolmentRequest With(EnrolmentRequest request, ConsentState state) =>
        request with { State = state };

    protected override RequestFault NoSuchRequest(string id) => new(ProblemKinds.NotFound(
        "no-such-enrolment", $"No host waits under the id {id}; a request ends with the token that was shown.",
        "GET /api/v1/enrolments lists those that wait."));
}
