using Aops.Contracts;
using Aops.Query;
using Aops.Server.Api;
using Aops.Server.Deployments.Facts;
using Aops.Server.Events;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Rights;
using Aops.Server.Runs;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Deployments;

/// <summary><c>/api/v1/deployments</c>: services that runbooks bring to hosts.</summary>
internal sealed class DeploymentEndpoints(
    DeploymentStore store, DeploymentAnswers answers, HostQueries queries, RunbookShelf runbooks, EventLog events,
    TimeProvider clock)
{
    private const string All = "/api/v1/deployments";
    private const string One = All + "/{name}";

    private static readonly string[] States = [.. Enum.GetValues<DeploymentHostState>().Select(KebabName.Of)];

    public void Map(IEndpointRouteBuilder routes)
    {
        var (read, change) = (EndpointAccess.Read(Reach.Chosen), EndpointAccess.Change(Reach.Chosen).DespiteFreeze);
        routes.MapGet(All, ListAsync).Is(DeploymentApi.List).For(read);
        // Nothing happens on a host by it.
        routes.MapPost(All, context => SaveAsync(context, null)).Is(DeploymentApi.Create).For(change);
        routes.MapGet(One, ShowAsync).Is(DeploymentApi.Show).For(read);
        routes.MapPut(One, context => SaveAsync(context, context.RouteName("name"))).Is(DeploymentApi.Replace)
            .For(change);
        routes.MapDelete(One, RemoveAsync).Is(DeploymentApi.Remove).For(change);
        routes.MapGet(One + "/hosts", ListHostsAsync).Is(DeploymentApi.Hosts).For(read);
    }

    private async Task ListAsync(HttpContext context)
    {
        var (kind, countsAll) = (context.Request.Word("kind"), context.Request.Flag("count"));
        var source = new ListSource<DeploymentView, string?>
        {
            Start = "",
            Key = deployment => deployment.Name,
            Form = CursorKeys.Text,
            Row = DeploymentJson.Default.DeploymentView,
            Read = async (after, limit, cancellationToken) =>
            {
                var page = await FilteredPage.ReadAsync(
                    after, limit, last => store.ListAsync(kind, last ?? "", limit, cancellationToken),
                    static deployment => deployment.Name,
                    deployment => ValueTask.FromResult(answers.MayRead(context, deployment)),
                    static deployment => deployment);
                var shown = new List<DeploymentView>(page.Count);
                foreach (var deployment in page) shown.Add(await answers.ShowAsync(context, deployment, countsAll));
                return shown;
            },
        };
        await context.WriteListAsync(
            source, (rows, next) => new DeploymentList { Deployments = rows, Next = next },
            DeploymentJson.Default.DeploymentList);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var deployment = await answers.RequireAsync(context);
        context.Response.Headers.ETag = RevisionTag.Of(deployment.Revision);
        var detail = new DeploymentDetail
        {
            Deployment = await answers.ShowAsync(context, deployment, countsAll: true),
            Verbs = await answers.ListVerbsAsync(deployment, context.RequestAborted),
        };
        await context.WriteJsonAsync(detail, DeploymentJson.Default.DeploymentDetail);
    }

    private async Task SaveAsync(HttpContext context, string? name)
    {
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var request = await context.ReadJsonAsync(
            DeploymentJson.Default.DeploymentRequest, ServerLimits.RequestBytesMax);
        var now = clock.GetUtcNow();
        var runbook = await runbooks.RequireAsync(request.Runbook, context.RequestAborted);
        DeploymentValidator.Check(request, name, runbook, now);
        var query = await queries.ReadAsync(context, request.Q);
        var by = context.Actor().Name;
        var wanted = new DeploymentRecord
        {
            Name = name ?? request.Name!,
            Runbook = request.Runbook,
            Query = QueryText.Of(query),
            Parameters = request.Parameters ?? new Dictionary<string, string>(),
            Pace = request.Pace ?? new DeploymentPace(),
            Note = request.Note ?? "",
            Revision = 0,
            ContentRevision = 0,
            CreatedAt = now,
            CreatedBy = by,
            ChangedAt = now,
            ChangedBy = by,
        };
        var outcome = await store.SaveAsync(
            wanted, query, name is null, RevisionTag.Wanted(context.Request), context.Scope(), isDry,
            context.RequestAborted);
        if (outcome is not DeploymentWrite.Saved saved) throw DeploymentProblems.Of(outcome, wanted.Name);
        if (!isDry)
        {
            events.Announce();
            context.Response.Headers.ETag = RevisionTag.Of(saved.Deployment.Revision);
            if (name is null) context.Response.Headers.Location = $"{All}/{wanted.Name}";
        }
        var reply = new DeploymentReply
        {
            Deployment = await answers.ShowAsync(context, saved.Deployment, countsAll: true),
            Count = saved.Count,
            DryRun = isDry ? true : null,
        };
        await context.WriteJsonAsync(reply, DeploymentJson.Default.DeploymentReply,
            name is null && !isDry ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private async Task RemoveAsync(HttpContext context)
    {
        var name = context.RouteName("name");
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var outcome = await store.RemoveAsync(
            name, RevisionTag.Wanted(context.Request), context.Scope(), isDry, clock.GetUtcNow(),
            context.RequestAborted);
        if (outcome is not DeploymentWrite.Removed) throw DeploymentProblems.Of(outcome, name);
        if (!isDry) events.Announce();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task ListHostsAsync(HttpContext context)
    {
        var state = context.Request.WordOf("state", States);
        var filter = new DeploymentHostFilter(
            state is null ? null : OpenEnum.TryParse<DeploymentHostState>(state), context.Request.Word("host"));
        var deployment = await answers.RequireAsync(context);
        var scope = context.ReadableScope();
        var source = new ListSource<DeploymentHostView, string?>
        {
            Start = "",
            Key = host => host.Host,
            Form = CursorKeys.Text,
            Row = DeploymentJson.Default.DeploymentHostView,
            Read = async (after, limit, cancellationToken) =>
            [
                .. (await store.ListHostsAsync(
                    deployment, scope, filter, after ?? "", limit, clock.GetUtcNow(), cancellationToken))
                    .Select(DeploymentHostView.Of),
            ],
        };
        await context.WriteListAsync(
            source, (rows, next) => new DeploymentHostList { Hosts = rows, Next = next },
            DeploymentJson.Default.DeploymentHostList);
    }
}
