using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.People;

/// <summary><c>/api/v1/approvals</c>: requests that wait for another person.</summary>
internal sealed class ApprovalEndpoints(
    ApprovalStore store, ApprovalReplay replay, EventLog events, TimeProvider clock)
{
    private const string One = "/api/v1/approvals/{id}";

    public void Map(IEndpointRouteBuilder routes)
    {
        var operators = EndpointAccess.Operator(Right.Change, Reach.Nothing).DespiteFreeze;
        routes.MapGet("/api/v1/approvals", ListAsync).Is(ApprovalApi.List).For(operators);
        routes.MapGet(One, ShowAsync).Is(ApprovalApi.Show).For(operators);
        routes.MapPost($"{One}/approve", ApproveAsync).Is(ApprovalApi.Approve).For(operators);
        routes.MapPost($"{One}/refuse", context => EndAsync(context, ApprovalState.Refused))
            .Is(ApprovalApi.Refuse).For(operators);
        routes.MapDelete(One, context => EndAsync(context, ApprovalState.Withdrawn))
            .Is(ApprovalApi.Withdraw).For(operators);
    }

    private Task ListAsync(HttpContext context) => context.WriteListAsync(
        new ListSource<ApprovalView, string?>
        {
            Start = null,
            Key = approval => approval.Id,
            Form = CursorKeys.Text,
            Row = ApprovalJson.Default.ApprovalView,
            Read = (before, limit, cancellationToken) => ReadAsync(context, before, limit, cancellationToken),
        },
        (rows, next) => new ApprovalList { Approvals = rows, Next = next }, ApprovalJson.Default.ApprovalList);

    private async ValueTask<IReadOnlyList<ApprovalView>> ReadAsync(
        HttpContext context, string? before, int limit, CancellationToken cancellationToken)
    {
        var rows = new List<ApprovalView>();
        while (true)
        {
            var page = await store.ListAsync(before, limit, clock.GetUtcNow(), cancellationToken);
            rows.AddRange(page.Where(record => MaySee(record, context)).Select(ApprovalView.Of));
            if (page.Count < limit || rows.Count >= limit) return [.. rows.Take(limit)];
            before = page[^1].Id;
        }
    }

    private async Task ShowAsync(HttpContext context) => await context.WriteJsonAsync(
        ApprovalView.Of(await FindAsync(context)), ApprovalJson.Default.ApprovalView);

    private async Task ApproveAsync(HttpContext context)
    {
        var record = await FindAsync(context);
        var actor = context.Actor();
        if (actor.UserId is null || actor.UserId == record.AskerUserId) throw ApprovalProblems.SamePerson;
        var scope = context.Scope();
        var outside = await store.CountOutsideAsync(
            ScopeQuery.Parse(record.Hosts), scope, clock.GetUtcNow(), context.RequestAborted);
        if (outside > 0) throw ApprovalProblems.OutsideScope(outside, scope);
        if (record.State != ApprovalState.AwaitingApproval) throw ApprovalProblems.Decided(record);
        if (!context.Request.Flag(StandardParameters.DryRun.Name))
        {
            // Not begun twice: of two who approve at the same time one finds it decided.
            if (!await store.DecideAsync(
                record.Id, ApprovalState.Approved, actor.Name, clock.GetUtcNow(), context.RequestAborted))
            {
                throw ApprovalProblems.Decided(await FindAsync(context));
            }
            events.Add(EventKinds.Access,
                $"{record.Method} {record.Path} of {record.AskedBy} for {Counted.Hosts(record.Count)} was approved.");
            var (status, body) = await replay.RunAsync(record, context);
            await store.EndAsync(record.Id, status, body);
            record = await FindAsync(context);
        }
        await context.WriteJsonAsync(ApprovalView.Of(record), ApprovalJson.Default.ApprovalView);
    }

    private async Task EndAsync(HttpContext context, ApprovalState state)
    {
        var record = await FindAsync(context);
        var actor = context.Actor();
        if (state == ApprovalState.Withdrawn && actor.Id != record.AskerId
            && (actor.UserId is null || actor.UserId != record.AskerUserId))
        {
            throw ApprovalProblems.NoSuchApproval(record.Id);
        }
        if (record.State != ApprovalState.AwaitingApproval) throw ApprovalProblems.Decided(record);
        if (!context.Request.Flag(StandardParameters.DryRun.Name))
        {
            await store.DecideAsync(record.Id, state, actor.Name, clock.GetUtcNow(), context.RequestAborted);
            events.Add(EventKinds.Access, $"{record.Method} {record.Path} of {record.AskedBy} was " +
                (state == ApprovalState.Refused ? "refused." : "withdrawn."));
        }
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task<ApprovalRecord> FindAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        var record = await store.FindAsync(id, clock.GetUtcNow(), CancellationToken.None);
        return record is not null && MaySee(record, context) ? record : throw ApprovalProblems.NoSuchApproval(id);
    }

    // One's own, and those that one could approve as far as the texts tell.
    private static bool MaySee(ApprovalRecord record, HttpContext context) =>
        record.AskerId == context.Actor().Id
        || ScopeQuery.Covers(context.Scope(), ScopeQuery.Parse(record.Hosts));
}
