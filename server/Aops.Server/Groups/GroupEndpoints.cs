using Aops.Query;
using Aops.Server.Rights;
using Aops.Native.Programs;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Operations;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Groups;

/// <summary><c>/api/v1/groups</c>: named queries with ranks.</summary>
internal sealed class GroupEndpoints(
    GroupStore groups, HostStore hosts, HostQueries queries, OperationRunner runner, EventLog events,
    TimeProvider clock)
{
    private const string Counts = "count";
    private const string One = "/api/v1/groups/{name}";

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/groups", ListAsync).Is(GroupApi.List)
            .For(EndpointAccess.Read(Reach.Chosen));
        routes.MapPost("/api/v1/groups", CreateAsync).Is(GroupApi.Create)
            .For(EndpointAccess.Change(Reach.Chosen));
        routes.MapGet(One, ShowAsync).Is(GroupApi.Show)
            .For(EndpointAccess.Read(Reach.Chosen));
        routes.MapPut(One, ReplaceAsync).Is(GroupApi.Replace)
            .For(EndpointAccess.Change(Reach.Chosen));
        routes.MapDelete(One, RemoveAsync).Is(GroupApi.Remove)
            .For(EndpointAccess.Change(Reach.Chosen));
    }

    private async Task ListAsync(HttpContext context)
    {
        var (counts, scope) = (context.Request.Flag(Counts), context.Scope());
        var all = await groups.ListAsync(context.RequestAborted);
        var source = new ListSource<GroupView, long>
        {
            Start = 0,
            Key = group => group.Rank,
            Form = CursorKeys.Number,
            Row = ServerJson.Default.GroupView,
            Read = async (after, limit, cancellationToken) =>
            {
                var shown = new List<GroupView>();
                foreach (var group in all.Where(group => group.Rank > after).Take(limit))
                    shown.Add(GroupView.Of(group, counts ? await CountAsync(group, scope, cancellationToken) : null));
                return shown;
            },
        };
        await context.WriteListAsync(
            source, (rows, next) => new GroupList { Groups = rows, Next = next }, ServerJson.Default.GroupList);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var group = await groups.FindAsync(name, context.RequestAborted) ?? throw GroupProblems.NoSuchGroup(name);
        context.Response.Headers.ETag = RevisionTag.Of(group.Revision);
        var view = GroupView.Of(group, await CountAsync(group, context.Scope(), context.RequestAborted));
        await context.WriteJsonAsync(view, ServerJson.Default.GroupView);
    }

    private Task CreateAsync(HttpContext context) => SaveAsync(context, null);

    private Task ReplaceAsync(HttpContext context) => SaveAsync(context, context.RouteName("name"));

    private async Task SaveAsync(HttpContext context, string? name)
    {
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var request = await context.ReadJsonAsync(ServerJson.Default.GroupRequest, ServerLimits.RequestBytesMax);
        GroupValidator.Check(request, name);
        var change = new GroupChange
        {
            Name = name ?? request.Name!,
            Rank = request.Rank,
            Query = await queries.ParseAsync(request.Q, context.RequestAborted),
            Note = request.Note ?? "",
            IsNew = name is null,
            Expected = RevisionTag.Wanted(context.Request),
            By = context.Actor(),
            Scope = context.Scope(),
            Now = clock.GetUtcNow(),
        };
        if (!isDry) await AskApprovalAsync(context, change);
        var outcome = await groups.SaveAsync(change, isDry, context.RequestAborted);
        if (outcome is not GroupOutcome.Saved saved) throw GroupProblems.Of(outcome, change.Name);
        if (!isDry)
        {
            events.Add(EventKinds.Group, $"The group {change.Name} (rank {change.Rank}) is {Shown(saved.Group)}: " +
                $"{Counted.Hosts(saved.Joining)} joined, {saved.Leaving} left.");
            if (saved.OperationId is not null) runner.Signal();
            context.Response.Headers.ETag = RevisionTag.Of(saved.Group.Revision);
            if (name is null) context.Response.Headers.Location = $"/api/v1/groups/{change.Name}";
        }
        var reply = new GroupReply
        {
            Group = GroupView.Of(saved.Group, saved.Count),
            Joining = saved.Joining,
            Leaving = saved.Leaving,
            DryRun = isDry,
            Operation = saved.OperationId,
        };
        await context.WriteJsonAsync(reply, ServerJson.Default.GroupReply,
            name is null && !isDry ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    // Hosts that join or leave a group with a layer are changed by it.
    private async Task AskApprovalAsync(HttpContext context, GroupChange change)
    {
        if (await groups.FindAsync(change.Name, context.RequestAborted) is { Head: > 0 } before)
            await context.AskApprovalAsync(new QueryNode.Or([before.Parse(), change.Query]));
    }

    private async Task RemoveAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var outcome = await groups.RemoveAsync(
            name, RevisionTag.Wanted(context.Request), context.Scope(), isDry, context.RequestAborted);
        if (outcome is not GroupOutcome.Removed) throw GroupProblems.Of(outcome, name);
        if (!isDry) events.Add(EventKinds.Group, $"The group {name} was removed.");
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private ValueTask<long> CountAsync(GroupRecord group, QueryNode scope, CancellationToken cancellationToken) =>
        hosts.CountAsync(ScopeQuery.Both(scope, group.Parse()), clock.GetUtcNow(), cancellationToken);

    private static string Shown(GroupRecord group) =>
        group.Q.Length == 0 ? "every host" : $"\"{PlainText.Cut(group.Q, FleetLimits.QueryCharsTold)}\"";
}
