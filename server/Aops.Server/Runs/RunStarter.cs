using Aops.Server.Events;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Layers;
using Aops.Server.Problems;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Runs;

/// <summary>Starts drafts, or tells what they would be, and answers their requests.</summary>
/// <param name="freeze">The freeze in force; null for none.</param>
internal sealed class RunStarter(
    RunStore store, HostStore hosts, RunAnswers answers, RunPresenter presenter, RunDriver driver, EventLog events,
    Func<Freeze?> freeze)
{
    private const int ResultsMax = 100;

    /// <summary>Starts a draft, waits for its end as long as the request asks for, and answers.</summary>
    public async Task StartAsync(HttpContext context, RunDraft draft)
    {
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        if (!isDry)
        {
            if (!draft.IgnoresFreeze && freeze() is { } frozen) throw RunProblems.Frozen(frozen);
            // Of more hosts than a query takes by their names it is asked as of all that may be reached.
            await context.AskApprovalAsync(draft.Ids is { Count: <= FleetLimits.BatchHostsMax } ids
                ? ScopeQuery.Both(draft.Query, HostIds.Query(ids))
                : draft.Query);
        }
        var outcome = await store.StartAsync(draft, isDry, context.RequestAborted);
        if (outcome is not StartOutcome.Started(var run, var chosen))
            throw await RefuseAsync(context, draft, outcome);
        if (isDry)
        {
            var plan = RunPlanner.Show(draft, chosen) with { Waits = presenter.Wait(run) };
            await context.WriteJsonAsync(plan, RunJson.Default.RunPlan);
            return;
        }
        driver.Signal();
        events.Announce();
        IReadOnlyList<RunHostRecord>? results = null;
        if (context.Request.Number(RunApi.Wait) > 0)
        {
            run = await answers.WaitForEndAsync(context, run);
            if (run.EndedAt is not null)
                {
                    results = await store.ListHostsAsync(
                        run.Id, RunHostFilter.None, "", ResultsMax, context.RequestAborted);
                }
        }
        context.Response.Headers.Location = RunAnswers.PathOf(run.Id);
        await context.WriteJsonAsync(
            presenter.ShowWhole(run, results), RunJson.Default.RunDetail, StatusCodes.Status201Created);
    }

    private async Task<RequestFault> RefuseAsync(HttpContext context, RunDraft draft, StartOutcome outcome)
    {
        switch (outcome)
        {
            case StartOutcome.DeploymentBusy busy:
                return RunProblems.DeploymentBusy(busy.Deployment, busy.RunId);
            case StartOutcome.Missing missing when draft.Deployment is { } use
                && await hosts.IsWithinAsync(missing.Id, context.Scope(), context.RequestAborted):
                return new RequestFault(ProblemKinds.Invalid(new Dictionary<string, string[]>
                {
                    ["hosts"] = [$"the query of the deployment {use.Name} does not have {missing.Id}"],
                }));
            case StartOutcome.Missing missing:
                var isReadable = await hosts.IsWithinAsync(missing.Id, context.ReadableScope(), context.RequestAborted);
                return isReadable
                    ? RightsProblems.OutsideScope($"The host {missing.Id} is outside of it", context.Scope())
                    : new RequestFault(ProblemKinds.NoSuchHost(missing.Id));
            case StartOutcome.OtherPlan other:
                return RunProblems.OtherPlan(other);
            case StartOutcome.TooMany:
                return RunProblems.TooMany;
            default:
                return new RequestFault(ProblemKinds.Invalid(new Dictionary<string, string[]>
                {
                    [draft.Ids is null ? "q" : "hosts"] = ["has no host"],
                }));
        }
    }
}
