using Aops.Contracts;
using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Rights;
using Aops.Server.Runs.Steps;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Runs;

/// <summary><c>/api/v1/runs</c>: starting and reading runs.</summary>
internal sealed class RunEndpoints(
    RunStore store, RunAnswers answers, RunStarter starter, RunPresenter presenter, RunDraftMaker drafts,
    TimeProvider clock)
{
    private static readonly string[] States = [.. Enum.GetValues<RunState>().Select(KebabName.Of)];

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/runs", ListAsync).Is(RunApi.List).For(EndpointAccess.Read(Reach.Chosen));
        routes.MapPost("/api/v1/runs", StartAsync).Is(RunApi.Start)
            .For(EndpointAccess.Change(Reach.Chosen).DespiteFreeze);
        routes.MapGet("/api/v1/runs/{id}", ShowAsync).Is(RunApi.Show).For(EndpointAccess.Read(Reach.Chosen));
        routes.MapGet("/api/v1/runs/{id}/hosts", ListHostsAsync).Is(RunApi.Hosts)
            .For(EndpointAccess.Read(Reach.Chosen));
        routes.MapGet("/api/v1/runs/{id}/outputs", GroupAsync).Is(RunApi.Outputs)
            .For(EndpointAccess.Read(Reach.Chosen));
    }

    private async Task ListAsync(HttpContext context)
    {
        var filter = new RunListFilter(
            context.Request.WordOf("state", States), context.Request.Word("host"), context.Request.Word("deployment"));
        var source = new ListSource<RunView, string?>
        {
            Start = null,
            Key = run => run.Id,
            Form = CursorKeys.Text,
            Row = RunJson.Default.RunView,
            Read = async (before, limit, cancellationToken) => await FilteredPage.ReadAsync(
                before, limit, after => store.ListAsync(filter, after, limit, cancellationToken),
                static run => run.Id,
                run => answers.IsWithinAsync(run, context.ReadableScope(), cancellationToken), presenter.Show),
        };
        await context.WriteListAsync(
            source, (rows, next) => new RunList { Runs = rows, Next = next }, RunJson.Default.RunList);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var run = await answers.RequireAsync(context);
        if (context.Request.Number(RunApi.Wait) > 0) run = await answers.WaitForEndAsync(context, run);
        await context.WriteJsonAsync(presenter.ShowWhole(run), RunJson.Default.RunDetail);
    }

    private async Task ListHostsAsync(HttpContext context)
    {
        var run = await answers.RequireAsync(context);
        var filter = new RunHostFilter(
            context.Request.WordOf("phase", RunPhases.All), context.Request.Word("digest"),
            context.Request.Word("host"));
        var source = new ListSource<RunHostView, string?>
        {
            Start = "",
            Key = host => host.Id,
            Form = CursorKeys.Text,
            Row = RunJson.Default.RunHostView,
            Read = async (after, limit, cancellationToken) =>
                [.. (await store.ListHostsAsync(run.Id, filter, after ?? "", limit, cancellationToken))
                    .Select(RunHostView.Of)],
        };
        await context.WriteListAsync(
            source, (rows, next) => new RunHostList { Hosts = rows, Next = next }, RunJson.Default.RunHostList);
    }

    private async Task GroupAsync(HttpContext context)
    {
        var run = await answers.RequireAsync(context);
        var groups = await store.GroupOutputsAsync(
            run.Id, (int)context.Request.Number(StandardParameters.Limit), context.RequestAborted);
        await context.WriteJsonAsync(groups, RunJson.Default.RunOutputs);
    }

    private async Task StartAsync(HttpContext context)
    {
        var request = await context.ReadJsonAsync(RunRequestJson.Default.RunRequest, ServerLimits.RequestBytesMax);
        var draft = await drafts.MakeAsync(
            request, RunSender.Of(context), clock.GetUtcNow(), context.RequestAborted);
        await starter.StartAsync(context, draft);
    }
}
