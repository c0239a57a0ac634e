using Aops.Query;
using Aops.Server.Audit;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.People;

/// <summary>
/// Two-person approval: a change of hosts that a rule is for is not made, but stored as the request that it was, and answered
/// 202. It is made once another person approves it, by the same endpoint and with the rights that its sender has then.
/// </summary>
internal sealed class ApprovalGate(ApprovalStore store, TimeProvider clock)
{
    /// <summary>Lets a request through, or stores it.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var admission = context.Admission();
        if (admission is not { Operator: not null, Access: { Right: Right.Change, Reach: not Reach.Nothing } }
            || context.Request.Flag(StandardParameters.DryRun.Name))
        {
            await next(context);
            return;
        }
        var body = await context.BufferBodyAsync();
        var demand = new Demand(this, context, body);
        context.Features.Set<ApprovalDemand>(demand);
        try
        {
            if (admission.Access.Reach == Reach.Host)
                await demand.CheckAsync(HostIds.Query(context.HostId()), context.RequestAborted);
            await next(context);
        }
        catch (ApprovalNeededException needed)
        {
            context.Response.Headers.Location = $"/api/v1/approvals/{needed.Record.Id}";
            await context.WriteJsonAsync(
                ApprovalView.Of(needed.Record), ApprovalJson.Default.ApprovalView, StatusCodes.Status202Accepted);
        }
    }

    private async Task CheckAsync(
        HttpContext context, byte[] body, QueryNode hosts, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (rule, count) = await store.FindRuleAsync(hosts, now, cancellationToken);
        if (rule is null) return;
        var (request, actor) = (context.Request, context.Actor());
        var record = new ApprovalRecord
        {
            Id = Guid.CreateVersion7().ToString("N"),
            State = ApprovalState.AwaitingApproval,
            Method = request.Method,
            Route = ((RouteEndpoint)context.GetEndpoint()!).RoutePattern.RawText!,
            Path = $"{request.Path}{request.QueryString}",
            IfMatch = request.Headers.IfMatch,
            Body = body,
            Hosts = QueryText.Of(hosts),
            Count = count,
            Rule = rule.Name,
            AskedAt = now,
            AskedBy = actor.Name,
            AskerId = actor.Id,
            AskerUserId = actor.UserId,
            ExpiresAt = now + ApprovalLimits.WaitMax,
            Reason = WriteOrigin.Current.Reason,
        };
        if (!await store.AddAsync(record, cancellationToken))
        {
            throw new RequestFault(ProblemKinds.Conflict("too-many-approvals",
                $"{ApprovalLimits.WaitingMax} requests wait for approval already. Nothing was changed.",
                "GET /api/v1/approvals lists them; refuse or withdraw some."));
        }
        throw new ApprovalNeededException(record);
    }

    private sealed class Demand(ApprovalGate gate, HttpContext context, byte[] body) : ApprovalDemand
    {
        public override Task CheckAsync(QueryNode hosts, CancellationToken cancellationToken) =>
            gate.CheckAsync(context, body, hosts, cancellationToken);
    }
}
