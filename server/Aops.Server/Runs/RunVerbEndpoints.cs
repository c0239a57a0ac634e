using Aops.Server.Api;
using Aops.Server.Audit;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Rights;
using Aops.Server.Runs.Steps;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Runs;

/// <summary><c>POST /api/v1/runs/{id}/cancel</c> and <c>/rerun</c>.</summary>
internal sealed class RunVerbEndpoints(
    RunStore store, RunAnswers answers, RunStarter starter, RunPresenter presenter, RunbookShelf runbooks,
    RunConductor conductor, RunDriver driver, RunNews news, EventLog events, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/runs/{id}/cancel", CancelAsync).Is(RunApi.Cancel)
            .For(EndpointAccess.Change(Reach.Chosen).DespiteFreeze);
        routes.MapPost("/api/v1/runs/{id}/rerun", RerunAsync).Is(RunApi.Rerun)
            .For(EndpointAccess.Change(Reach.Chosen).DespiteFreeze);
    }

    private async Task CancelAsync(HttpContext context)
    {
        var request = await context.ReadOptionalJsonAsync(RunRequestJson.Default.CancelRequest)
            ?? new CancelRequest();
        var errors = new FieldErrors();
        errors.CheckLength("reason", request.Reason, FleetLimits.NoteCharsMax);
        errors.ThrowIfAny();
        var run = await answers.RequireToChangeAsync(context);
        if (run.EndedAt is not null || run.State == RunState.Cancelled)
            throw RunProblems.WrongState("The run is over, or is cancelled already.", "Read the run again.");
        if (context.Request.Flag(StandardParameters.DryRun.Name))
        {
            var would = run with { State = RunState.Cancelled };
            await context.WriteJsonAsync(presenter.ShowWhole(would, isDry: true), RunJson.Default.RunDetail);
            return;
        }
        if (await store.CancelAsync(run.Id, request.Reason, clock.GetUtcNow()) is not var (cancelled, told))
            throw RunProblems.WrongState("The run has ended at this moment.", "Read the run again.");
        conductor.Tell(told);
        driver.Signal();
        news.Announce(run.Id);
        events.Announce();
        await context.WriteJsonAsync(presenter.ShowWhole(cancelled), RunJson.Default.RunDetail);
    }

    private async Task RerunAsync(HttpContext context)
    {
        var request = await context.ReadOptionalJsonAsync(RunRequestJson.Default.RerunRequest)
            ?? new RerunRequest();
        var run = await answers.RequireToChangeAsync(context);
        RunSender.Of(context).CheckRight(run.Kind);
        if (run.Kind == RunKind.Signed)
        {
            throw RunProblems.WrongState("A host takes a signed command once, whatever run it comes for.",
                "Sign the command again, and start it by POST /api/v1/runs.");
        }
        if (run.EndedAt is null)
            throw RunProblems.WrongState("The run has not ended.", "Wait for its end, or cancel it first.");
        var draft = await MakeAsync(context, run, request);
        await starter.StartAsync(context, draft);
    }

    private async Task<RunDraft> MakeAsync(HttpContext context, RunRecord run, RerunRequest request)
    {
        var (errors, now) = (new FieldErrors(), clock.GetUtcNow());
        errors.CheckLength("reason", request.Reason, FleetLimits.NoteCharsMax);
        var phases = request.Phases ?? [.. RunPhases.Failures];
        if (phases.FirstOrDefault(phase => !RunPhases.IsFinal(phase)) is { } wrong)
            errors.Add("phases", $"'{wrong}' is none that a run ends with: {string.Join(", ", RunPhases.All.Where(RunPhases.IsFinal))}");
        var values = run.Shown.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, value) in request.Parameters ?? new Dictionary<string, string>()) values[name] = value;
        foreach (var name in values.Where(value => value.Value == SecretText.Shown).Select(value => value.Key))
            errors.Add("parameters", $"{name} is secret, and its value was deleted with the end of the run: send it again");
        var startBefore = RunDrafts.ReadStart(null, request.TtlSeconds, now, errors);
        errors.ThrowIfAny();
        var ids = await store.ListIdsAsync(run.Id, phases, context.RequestAborted);
        if (ids.Count == 0)
        {
            throw RunProblems.WrongState(
                $"No host of the run ended as {string.Join(", ", phases)}.", "Name other phases in the body.");
        }
        return new RunDraft
        {
            Kind = run.Kind,
            What = run.What,
            Order = run.Order with { Id = Guid.CreateVersion7().ToString("N"), StartBefore = startBefore },
            Action = run.Action,
            Parameters = values,
            Shown = run.Order.Runbook is { } book
                ? RunbookShelf.Check(await runbooks.RequireAsync(book, context.RequestAborted), values)
                : run.Shown,
            Query = context.Scope(),
            Ids = ids,
            IsLenient = true,
            Longest = run.Longest,
            OutputBytesMax = run.OutputBytesMax,
            Concurrency = run.Concurrency,
            Budget = run.Budget,
            WhileOffline = run.WhileOffline,
            Ramp = run.Ramp,
            Window = run.Window,
            IgnoresFreeze = run.IgnoresFreeze,
            Reason = request.Reason ?? "",
            RerunOf = run.Id,
            Deployment = run.Deployment,
            By = context.Actor().Name,
            Now = now,
        };
    }
}
