using System.Net;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Server.Actors;
using Aops.Server.Api;
using Aops.Server.Desired;
using Aops.Server.Events;
using Aops.Server.Heartbeats;
using Aops.Server.Heartbeats.Instances;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Security;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Enrolment;

/// <summary>
/// <c>POST /api/agents/register</c>: enrols a host. The host shows an enrolment token, together with the
/// agent's token of an identity that it wants to retain; or it shows the id and token of an agent, to get a
/// new token, or, as a clone of another machine, a new identity.
/// </summary>
internal sealed partial class RegisterEndpoint(
    EnrolmentStore store, AgentAuthenticator gate, InstanceWatch instances, LastHeartbeats last, DesiredStates desired,
    Presence presence, RecentEnrolments recent, EventLog events, TimeProvider clock, ILogger<RegisterEndpoint> logger)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/agents/register", HandleAsync).Is(RegisterApi.Register)
            .For(new EndpointAccess(Caller.Newcomer, ServerLimits.RegistrationBytesMax));

    private async Task HandleAsync(HttpContext context)
    {
        var request = await context.ReadJsonAsync(
            ContractsJson.Default.RegisterRequest, ServerLimits.RegistrationBytesMax);
        var errors = HeartbeatValidator.Validate(request);
        errors.ThrowIfAny();

        var agentToken = Secrets.NewToken(Secrets.AgentPrefix);
        var proof = await ReadProofAsync(context, request);
        var order = new EnrolmentOrder
        {
            Proof = proof,
            Attempt = proof is EnrolmentProof.Token shown ? NewcomerGate.AttemptOf(context, shown.Hash) : null,
            Request = request,
            IsOtherInstance = request.AgentId is { } asked
                && await instances.IsRivalAsync(asked, request.Host, context.RequestAborted),
            NewId = Guid.CreateVersion7().ToString("N"),
            AgentTokenHash = Secrets.Hash(agentToken),
            Now = clock.GetUtcNow(),
            Address = context.Connection.RemoteIpAddress,
        };
        switch (await EnrolAsync(order))
        {
            case EnrolmentOutcome.Enrolled enrolled:
                if (enrolled.Identity != EnrolmentIdentity.Kept && order.Proof is EnrolmentProof.Token token)
                    recent.Add(enrolled.AgentId, token.Hash);
                await WelcomeAsync(context, request, enrolled, agentToken);
                return;
            case EnrolmentOutcome.Refused refused:
                throw new RequestFault(refused.Reason);
            case EnrolmentOutcome.Pending waiting:
                if (waiting.IsNew) TellWaiting(request, order.Address);
                throw new RequestFault(EnrolmentProblems.Pending(waiting.Id), FleetLimits.EnrolmentRetry);
            case EnrolmentOutcome.ClonePending pending:
                if (pending.IsNew) TellPending(request);
                throw new RequestFault(ProblemKinds.ClonePending(request.AgentId!));
            case EnrolmentOutcome.CloneRefused:
                throw new RequestFault(ProblemKinds.CloneRefused(request.AgentId!));
            case EnrolmentOutcome.FleetFull:
                throw new RequestFault(ProblemKinds.Make(503, "fleet-full", "No more agents are taken",
                    $"This server has {ServerLimits.AgentsMax} agents; remove some that are gone."));
            default:
                throw new RequestFault(NewcomerGate.Refusal);
        }
    }

    private async Task<EnrolmentOutcome> EnrolAsync(EnrolmentOrder order)
    {
        try
        {
            // Not cancelled in the middle: a token that is void on the disk must be void in memory.
            var outcome = await store.EnrolAsync(order, CancellationToken.None);
            if (outcome is EnrolmentOutcome.Enrolled enrolled) gate.Forget(enrolled.AgentId);
            return outcome;
        }
        catch (StoreException)
        {
            gate.ForgetAll();
            throw;
        }
    }

    private async Task WelcomeAsync(
        HttpContext context, RegisterRequest request, EnrolmentOutcome.Enrolled enrolled, string agentToken)
    {
        var (id, host) = (enrolled.AgentId, request.Host.Hostname);
        _ = presence.Of(id);
        last.SetNotStored(id);
        await desired.RefreshAsync(id, context.RequestAborted);
        if (enrolled.Identity != EnrolmentIdentity.Reissued) instances.Forget(id);
        TellOfIdentity(request, enrolled);
        if (enrolled.Identity != EnrolmentIdentity.Repeated)
        {
            var how = enrolled.Identity == EnrolmentIdentity.Kept ? "enrolled again" : "enrolled";
            events.Add(EventKinds.Enrolled, $"{host} {how} with agent {request.AgentVersion}.", id, host);
        }
        var reply = new RegisterReply
        {
            AgentId = id,
            AgentToken = agentToken,
            AgentVersion = desired.Effective(id).Agent?.Version,
        };
        await context.WriteJsonAsync(reply, ContractsJson.Default.RegisterReply);
    }

    // Reports every case in which a host got another identity than it asked for, or replaced an agent.
    private void TellOfIdentity(RegisterRequest request, EnrolmentOutcome.Enrolled enrolled)
    {
        var (id, host) = (enrolled.AgentId, request.Host.Hostname);
        switch (enrolled.Identity)
        {
            case EnrolmentIdentity.Reissued:
                events.Add(EventKinds.Cloned,
                    $"{host} asked for the identity {request.AgentId} of another machine, and got {id} instead.", id, host);
                break;
            case EnrolmentIdentity.Withheld:
                events.Add(EventKinds.IdentityWithheld,
                    $"{host} asked for the identity {request.AgentId} without its token, and got {id} instead. If that " +
                    $"host lost its identity, 'token create --agent {request.AgentId}' gives it back.", id, host);
                break;
            case EnrolmentIdentity.New when enrolled.Namesake is { } other:
                events.Add(EventKinds.SameMachine,
                    $"{host} has the machine id of {other}, and was enrolled as {id}: remove {other} if it is gone.", id, host);
                break;
        }
    }

    private void TellWaiting(RegisterRequest request, IPAddress? address) => events.Add(
        EventKinds.EnrolmentPending,
        $"{request.Host.Hostname} at {AddressText.Of(address) ?? "an unknown address"} waits for approval.",
        hostname: request.Host.Hostname);

    private void TellPending(RegisterRequest request)
    {
        var host = request.Host.Hostname;
        events.Add(EventKinds.ClonePending,
            $"{host} is one more clone of {request.AgentId} and waits for consent to an identity of its own.",
            request.AgentId, host);
        LogPending(host, request.AgentId!);
    }

    private async Task<EnrolmentProof> ReadProofAsync(HttpContext context, RegisterRequest request)
    {
        var headers = context.Request.Headers;
        if (headers[WireHeaders.AgentId] is [{ } id] && id == request.AgentId
            && await gate.FindAsync(id, headers[WireHeaders.AgentToken], context.RequestAborted) is not null)
        {
            return new EnrolmentProof.Agent();
        }
        var hash = NewcomerGate.TokenHash(context) ?? throw new RequestFault(NewcomerGate.Refusal);
        var owns = request.AgentId is not null && headers[WireHeaders.AgentProof] is [{ } proof]
            && await gate.FindAsync(request.AgentId, proof, context.RequestAborted) is not null;
        return new EnrolmentProof.Token(hash, owns);
    }

    [LoggerMessage(3020, LogLevel.Warning, "{Hostname} is one more clone of {AgentId} and waits for the operator's consent")]
    private partial void LogPending(string hostname, string agentId);
}
