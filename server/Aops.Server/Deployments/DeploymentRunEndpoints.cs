using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Aops.Server.Api;
using Aops.Server.Deployments.Facts;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Rights;
using Aops.Server.Runs;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Deployments;

/// <summary>
/// <c>POST /api/v1/deployments/{name}/verbs/{verb}</c>: a run of a deployment; and <c>GET …/log</c>: what all of them wrote.
/// </summary>
internal sealed class DeploymentRunEndpoints(
    DeploymentStore store, DeploymentAnswers answers, RunDesk runs, RunbookShelf runbooks, TimeProvider clock)
{
    private const string One = "/api/v1/deployments/{name}";
    private const int RunsAtOnce = 100;

    private static readonly string[] Forms = ["text/plain", EventStream.MediaType];

    // How soon a run is noticed that begins while its deployment is followed.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(One + "/verbs/{verb}", StartAsync).Is(DeploymentApi.Start)
            .For(EndpointAccess.Change(Reach.Chosen).DespiteFreeze);
        routes.MapGet(One + "/log", SendLogAsync).Is(DeploymentApi.Log)
            .For(EndpointAccess.Read(Reach.Chosen) with { OpensFile = true });
    }

    private async Task StartAsync(HttpContext context)
    {
        var request = await context.ReadOptionalJsonAsync(DeploymentJson.Default.DeploymentVerbRequest)
            ?? new DeploymentVerbRequest();
        var verb = context.RouteName("verb");
        var deployment = await answers.RequireAsync(context);
        // What is done on all of its hosts is not done on a part of them in silence.
        var query = ScopeQuery.Parse(deployment.Query);
        if (request.Hosts is null && !ScopeQuery.Covers(context.Scope(), query))
            throw DeploymentProblems.Of(new DeploymentWrite.OutsideScope(context.Scope()), deployment.Name);
        var book = deployment.Runbook;
        var verbs = DeploymentValidator.VerbsOf(await runbooks.RequireAsync(book, context.RequestAborted));
        if (!verbs.Contains(verb)) throw DeploymentProblems.NoSuchVerb(book, verb, verbs);
        var values = DeploymentValidator.Join(
            deployment, verb, request.Parameters ?? new Dictionary<string, string>());
        var draft = await runs.Drafts.MakeAsync(
            DeploymentValidator.ToRun(deployment, request, values), RunSender.Of(context), clock.GetUtcNow(),
            context.RequestAborted);
        await runs.Starter.StartAsync(context, draft with
        {
            What = $"{(request.Check == true ? "check of " : "")}{verb} {deployment.Name} ({book.Name} {book.Version})",
            Deployment = new DeploymentUse(deployment.Name, verb, deployment.ContentRevision),
            // Hosts that are named are among its own.
            Query = request.Hosts is null ? draft.Query : ScopeQuery.Both(draft.Query, query),
        });
    }

    private async Task SendLogAsync(HttpContext context)
    {
        var (agentId, tail) = (context.Request.Word("host"), context.Request.Number(RunApi.Tail));
        var deployment = await answers.RequireAsync(context);
        if (AcceptedForm.Of(context.Request, Forms) == EventStream.MediaType)
        {
            await runs.Streams.SendAsync(
                context, FollowAsync(context, deployment, agentId, tail, context.RequestAborted));
            return;
        }
        MergedText.Begin(context.Response);
        var (written, after) = (0L, "");
        while (true)
        {
            var page = await store.ListRunsAsync(deployment, after, RunsAtOnce, context.RequestAborted);
            if (after.Length == 0) await TellOfEarlierAsync(context, deployment);
            foreach (var run in page) written += await WriteAsync(context, run, agentId) ? 1 : 0;
            if (page.Count < RunsAtOnce) break;
            after = page[^1].Id;
        }
        if (written == 0) await context.Response.WriteAsync("[no run of it is stored]\n", context.RequestAborted);
    }

    private async Task TellOfEarlierAsync(HttpContext context, DeploymentRecord deployment)
    {
        var gone = deployment.Runs - await store.CountRunsAsync(deployment, context.RequestAborted);
        if (gone <= 0) return;
        await context.Response.WriteAsync(
            string.Create(CultureInfo.InvariantCulture, $"[{gone} earlier runs are not stored any more]\n"),
            context.RequestAborted);
    }

    // Whether it was written: a run without the host that is asked for is none of its log.
    private async Task<bool> WriteAsync(HttpContext context, RunRecord run, string? agentId)
    {
        var only = agentId is null ? null : await runs.Store.FindHostAsync(run.Id, agentId, context.RequestAborted);
        if (agentId is not null && only is null) return false;
        await context.Response.WriteAsync(HeadOf(run), context.RequestAborted);
        if (await answers.MayReadAsync(context, run))
            await runs.Text.WriteAsync(context.Response, run, only, context.RequestAborted);
        else
            await context.Response.WriteAsync("[it has hosts that may not be read]\n", context.RequestAborted);
        return true;
    }

    private static string HeadOf(RunRecord run) => string.Create(CultureInfo.InvariantCulture,
        $"==> {run.Deployment?.Verb}, {JsonTime.Of(run.CreatedAt)}, by {run.CreatedBy}, {Counted.Hosts(run.Hosts)}, run {run.Id} <==\n");

    // From its newest run on, run after run, until the client is gone.
    private async IAsyncEnumerable<string> FollowAsync(
        HttpContext context, DeploymentRecord deployment, string? agentId, long tail,
        [EnumeratorCancellation] CancellationToken aborted)
    {
        yield return OutputStreams.Ping;
        var next = (await store.LookAsync(deployment, aborted)).LastRun;
        var (after, since) = (next?.Id ?? "", clock.GetTimestamp());
        while (!runs.Ending.IsCancellationRequested)
        {
            if (next is null)
            {
                await Task.Delay(Look, clock, aborted);
                next = (await store.ListRunsAsync(deployment, after, 1, aborted)).FirstOrDefault();
                if (next is not null || clock.GetElapsedTime(since) < FleetLimits.EventStreamPing) continue;
                since = clock.GetTimestamp();
                yield return OutputStreams.Ping;
                continue;
            }
            (after, var run, next) = (next.Id, next, null);
            if (!await answers.MayReadAsync(context, run)) continue;
            var head = new DeploymentLogRun
            {
                Run = run.Id, Verb = run.Deployment!.Verb, CreatedAt = run.CreatedAt, CreatedBy = run.CreatedBy,
                Hosts = run.Hosts,
            };
            yield return OutputStreams.Message(
                "run", JsonSerializer.Serialize(head, DeploymentJson.Default.DeploymentLogRun));
            await foreach (var message in runs.Streams.FollowAsync(run.Id, agentId, tail, aborted))
                yield return message;
        }
    }
}
