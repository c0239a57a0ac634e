using Aops.Query;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.People;

/// <summary><c>/api/v1/approval-rules</c>: which changes need another person; admins write them.</summary>
internal sealed class ApprovalRuleEndpoints(
    ApprovalStore store, HostQueries queries, EventLog events, TimeProvider clock)
{
    private const string One = "/api/v1/approval-rules/{name}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/approval-rules", ListAsync).Is(ApprovalApi.ListRules).For(EndpointAccess.Own);
        routes.MapPut(One, SaveAsync).Is(ApprovalApi.SaveRule).For(EndpointAccess.Administer);
        routes.MapDelete(One, RemoveAsync).Is(ApprovalApi.RemoveRule).For(EndpointAccess.Administer);
    }

    private Task ListAsync(HttpContext context) => context.WriteListAsync(
        new ListSource<ApprovalRule, string?>
        {
            Start = null,
            Key = rule => rule.Name,
            Form = CursorKeys.Text,
            Row = ApprovalJson.Default.ApprovalRule,
            Read = async (after, limit, cancellationToken) =>
                await store.ListRulesAsync(after ?? "", limit, cancellationToken),
        },
        (rows, next) => new ApprovalRuleList { Rules = rows, Next = next }, ApprovalJson.Default.ApprovalRuleList);

    private async Task SaveAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var request = await context.ReadJsonAsync(
            ApprovalJson.Default.ApprovalRuleRequest, ServerLimits.RequestBytesMax);
        if (request.HostsMin < 1)
        {
            var errors = new FieldErrors();
            errors.Add("hostsMin", "is at least 1");
            errors.ThrowIfAny();
        }
        var rule = new ApprovalRule
        {
            Name = name,
            Scope = QueryText.Of(await queries.ParseAsync(request.Scope, context.RequestAborted)),
            HostsMin = request.HostsMin,
            ChangedAt = clock.GetUtcNow(),
            ChangedBy = context.Actor().Name,
        };
        if (!context.Request.Flag(StandardParameters.DryRun.Name))
        {
            if (!await store.SaveRuleAsync(rule, context.RequestAborted))
            {
                throw new RequestFault(ProblemKinds.Conflict("too-many-rules",
                    $"There are {ApprovalLimits.RulesMax} rules, which is the most. Nothing was changed.", "Remove some."));
            }
            events.Add(EventKinds.Access, $"The rule of approval {name} is for {rule.HostsMin} hosts or more" +
                (rule.Scope.Length == 0 ? "." : $" of \"{rule.Scope}\"."));
        }
        await context.WriteJsonAsync(rule, ApprovalJson.Default.ApprovalRule);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        if (!await store.RemoveRuleAsync(name, isDry, context.RequestAborted)) throw ApprovalProblems.NoSuchRule(name);
        if (!isDry)
            events.Add(EventKinds.Access, $"The rule of approval {name} was removed.");
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
