using Aops.Contracts.Wire;
using Aops.Server.Actors;
using Aops.Server.Agents;
using Aops.Server.Audit;
using Aops.Server.Budgets;
using Aops.Server.Connections;
using Aops.Server.Problems;
using Aops.Server.People;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Security;

/// <summary>
/// The only way to an endpoint. By the headers alone it identifies the sender, applies the sender's rate
/// limits, and limits the body. No byte of a body is read before.
/// </summary>
internal sealed class RequestGate(
    AgentAuthenticator agents, OperatorAuthenticator operators, RightsGate rights, FreezeGate freeze,
    NewcomerGate newcomers,
    RequestRates rates, BodyBudget bodies,
    MemoryTrim trim, FileSlots files, Room registrations, AuditLog log)
{
    /// <summary>Lets a request through to its endpoint, or ends it with a problem.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var ticket = context.Features.Get<ConnectionTicket>();
        ticket?.BeginRequest();
        try
        {
            // Answers of routing itself (404, 405) have no route and take no body.
            var access = context.GetEndpoint() is RouteEndpoint endpoint
                ? endpoint.Metadata.GetRequiredMetadata<EndpointAccess>()
                : EndpointAccess.Open;
            if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } feature)
                feature.MaxRequestBodySize = access.BodyBytesMax;
            var sender = await AuthenticateAsync(context, access, ticket);
            using var admission = Admit(context, access, sender);
            context.Features.Set(admission);
            // Set here, since an async-local that an awaited method sets does not flow back to its caller.
            WriteOrigin.Current = RequestOrigin.Of(context, admission);
            using var slot = access.OpensFile ? files.Take() : null;
            using var place = access.Caller == Caller.Newcomer
                ? await registrations.TakeAsync(1, context.RequestAborted)
                : null;
            await next(context);
        }
        finally
        {
            ticket?.EndRequest();
        }
    }

    /// <summary>An admission of a request that was let through before, as that of its sender.</summary>
    public RequestAdmission Admit(EndpointAccess access, Holder holder) =>
        new(access, bodies, trim) { Operator = holder, Actor = holder.Actor };

    private RequestAdmission Admit(HttpContext context, EndpointAccess access, Sender sender)
    {
        if (context.GetEndpoint() is RouteEndpoint && context.Request.ContentLength > access.BodyBytesMax)
            throw new RequestFault(ProblemKinds.TooLarge(access.BodyBytesMax));
        return new RequestAdmission(access, bodies, trim)
        {
            Agent = sender.Agent, Operator = sender.Operator, Actor = ActorOf(sender),
        };
    }

    private static Actor? ActorOf(Sender sender) => sender switch
    {
        { Operator: { } holder } => holder.Actor,
        { Agent: { } agent } => new Actor(ActorKind.Host, agent.AgentId, agent.AgentId),
        { Newcomer: { } id } => new Actor(ActorKind.Host, id, id),
        _ => null,
    };

    private async Task<Sender> AuthenticateAsync(
        HttpContext context, EndpointAccess access, ConnectionTicket? ticket)
    {
        switch (access.Caller)
        {
            case Caller.Agent:
                if (await agents.FindAsync(context) is not { } agent) throw Refuse(context, AgentAuthenticator.Refusal);
                var bytes = context.Request.ContentLength ?? access.BodyBytesMax;
                if (access.IsOutput) rates.ChargeOutput(agent.AgentId, bytes);
                else if (access.IsReport) rates.ChargeReport(agent.AgentId);
                else rates.ChargeAgent(agent.AgentId, bytes);
                ticket?.Prove(agent.AgentId);
                return new(agent, null);
            case Caller.Newcomer:
                var newcomer = await newcomers.FindAsync(context);
                if (newcomer.Fault is { } fault) throw Refuse(context, fault);
                if (newcomer.AgentId is { } id) rates.ChargeAgent(id, access.BodyBytesMax);
                return new(null, null, newcomer.AgentId);
            case Caller.Operator:
                if (await operators.FindAsync(context) is not { } holder)
                    throw Refuse(context, OperatorAuthenticator.Refusal);
                rates.ChargeOperator(holder.Actor.Id);
                ticket?.Prove(OperatorAuthenticator.Name);
                await rights.CheckAsync(context, access, holder);
                freeze.Check(context, access);
                return new(null, holder);
            case Caller.SignIn:
                // What is no name with a password costs what any stranger's request costs; a hash costs more.
                if (BasicCredentials.Read(context.Request) is null) throw Refuse(context, SignInProblems.Refusal);
                rates.ChargeSignIn(context.Connection.RemoteIpAddress);
                return default;
            default:
                rates.ChargeAddress(context.Connection.RemoteIpAddress);
                return default;
        }
    }

    private RequestFault Refuse(HttpContext context, Problem refusal)
    {
        // A wrong token is charged to the address, like any unknown sender.
        rates.ChargeAddress(context.Connection.RemoteIpAddress);
        log.Refuse(context.Request.Method, context.Request.Path, context.Address(), refusal.Code ?? "refused");
        return new RequestFault(refusal);
    }

    private readonly record struct Sender(AgentCredential? Agent, Holder? Operator, string? Newcomer = null);
}
