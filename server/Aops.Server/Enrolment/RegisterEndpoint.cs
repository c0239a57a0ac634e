using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Desired;
using Aops.Server.Events;
using Aops.Server.Heartbeats;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Enrolment;

/// <summary>
/// <c>POST /api/agents/register</c>: makes a host an agent. It shows an enrolment token; or it is an agent already
/// and shows its own id and token, to get a new token, or, as the clone of another machine, a new identity.
/// </summary>
internal sealed partial class RegisterEndpoint(
    EnrolmentStore store, AgentGate gate, DesiredStates desired, Presence presence, EventLog events,
    TimeProvider clock, ILogger<RegisterEndpoint> log)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/agents/register", HandleAsync)
            .For(new EndpointAccess(Caller.Newcomer, ServerLimits.RegistrationBytesMax));

    private async Task HandleAsync(HttpContext context)
    {
        var request = await context.ReadJsonAsync(
            ContractsJson.Default.RegisterRequest, ServerLimits.RegistrationBytesMax);
        var errors = HeartbeatValidator.Validate(request);
        if (errors.Any) throw new RequestFault(ProblemKinds.Invalid(errors.ToDictionary()));

        var agentToken = Secrets.NewToken(Secrets.AgentPrefix);
        var order = new EnrolmentOrder
        {
            EnrolmentHash = await ProvesIdentityAsync(context, request) ? null : ReadEnrolmentHash(context),
            Request = request,
            NewId = Guid.CreateVersion7().ToString("N"),
            AgentTokenHash = Secrets.Hash(agentToken),
            Now = clock.GetUtcNow(),
        };
        switch (await store.EnrolAsync(order, context.RequestAborted))
        {
            case EnrolmentOutcome.Enrolled enrolled:
                await WelcomeAsync(context, request, enrolled, agentToken);
                return;
            case EnrolmentOutcome.FleetFull:
                throw new RequestFault(ProblemKinds.Make(503, "fleet-full", "No more agents are taken",
                    $"This server has {ServerLimits.AgentsMax} agents; remove some that are gone."));
            default:
                throw new RequestFault(RefusedToken());
        }
    }

    private async Task WelcomeAsync(
        HttpContext context, RegisterRequest request, EnrolmentOutcome.Enrolled enrolled, string agentToken)
    {
        var (id, host) = (enrolled.AgentId, request.Host.Hostname);
        _ = presence.Of(id);
        if (enrolled.Identity == EnrolmentIdentity.Reissued)
        {
            events.Add(EventKinds.Cloned,
                $"{host} asked for the identity {request.AgentId} of another machine, and got {id} instead.", id, host);
        }
        var how = enrolled.Identity == EnrolmentIdentity.Kept ? "enrolled again" : "enrolled";
        events.Add(EventKinds.Enrolled, $"{host} {how} with agent {request.AgentVersion}.", id, host);
        LogEnrolled(host, how, id, enrolled.Identity);
        var reply = new RegisterReply
        {
            AgentId = id,
            AgentToken = agentToken,
            AgentVersion = desired.Effective(id).Agent?.Version,
        };
        await context.WriteJsonAsync(reply, ContractsJson.Default.RegisterReply);
    }

    private async Task<bool> ProvesIdentityAsync(HttpContext context, RegisterRequest request)
    {
        string? id = context.Request.Headers[WireHeaders.AgentId];
        return id is not null && id == request.AgentId
            && await gate.FindAsync(
                id, context.Request.Headers[WireHeaders.AgentToken], context.RequestAborted) is not null;
    }

    private static byte[] ReadEnrolmentHash(HttpContext context) =>
        context.Request.Headers[WireHeaders.AgentToken] is [{ Length: > 0 and <= 256 } token]
            ? Secrets.Hash(token)
            : throw new RequestFault(RefusedToken());

    private static Problem RefusedToken() => NewcomerGate.Refusal;

    [LoggerMessage(LogLevel.Information, "{Hostname} {How} as {AgentId} (identity: {Identity})")]
    private partial void LogEnrolled(string hostname, string how, string agentId, EnrolmentIdentity identity);
}
