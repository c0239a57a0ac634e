using Aops.Rollouts.Planning;
using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Server.Api;
using Aops.Server.Audit;
using Aops.Server.Http;
using Aops.Server.Layers;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Rollouts;

/// <summary>What operators say of a rollout: <c>POST /api/v1/rollouts/{id}/start</c>, <c>pause</c>, <c>resume</c>, …</summary>
internal sealed class RolloutVerbEndpoints(
    RolloutStore store, RolloutAnswers answers, RolloutPlanning planning, RolloutConductor conductor,
    RolloutDriver driver, LayerStore layers, TimeProvider clock)
{
    private const string One = "/api/v1/rollouts/{id}";

    public void Map(IEndpointRouteBuilder routes)
    {
        Map("start", StartAsync, RolloutApi.Start);
        Tell("pause", AuditKinds.RolloutPause, By(RolloutTrigger.Pause), RolloutApi.Pause);
        Tell("resume", AuditKinds.RolloutResume, RolloutVerbs.Resume, RolloutApi.Resume);
        Map("approve", ApproveAsync, RolloutApi.Approve);
        Map("skip", SkipAsync, RolloutApi.Skip);
        Map("retry", RetryAsync, RolloutApi.Retry);
        Tell("abort", AuditKinds.RolloutAbort, By(RolloutTrigger.Abort), RolloutApi.Abort);

        void Map(string verb, RequestDelegate handle, ApiOperation operation) =>
            routes.MapPost($"{One}/{verb}", handle).Is(operation)
                .For(EndpointAccess.Change(Reach.Chosen).DespiteFreeze);

        void Tell(
            string verb, string kind, Func<RolloutFacts, string?, VerbOutcome> decide, ApiOperation operation) =>
            Map(verb, context => TellAsync(context, kind, decide), operation);

        static Func<RolloutFacts, string?, VerbOutcome> By(RolloutTrigger trigger) =>
            (facts, reason) => RolloutVerbs.Apply(facts, trigger, reason);
    }

    private async Task StartAsync(HttpContext context)
    {
        var request = await context.ReadJsonAsync(RolloutJson.Default.StartRequest, ServerLimits.RequestBytesMax);
        var errors = new FieldErrors();
        errors.CheckLength("reason", request.Reason, FleetLimits.NoteCharsMax);
        if (request.TolerancePercent is not (>= 0 and <= 100)) errors.Add("tolerancePercent", "is from 0 to 100");
        errors.ThrowIfAny();
        var rollout = await answers.RequireToChangeAsync(context);
        if (rollout.State != RolloutState.Planned)
            throw RolloutProblems.WrongState($"A rollout that is {StateWord(rollout)} is not started.");
        if (rollout.Plan.PlanHash != request.PlanHash) throw RolloutProblems.OtherPlan(rollout.Plan.PlanHash);
        await CheckDriftAsync(rollout, request.TolerancePercent, context.RequestAborted);
        if (!context.Request.Flag(StandardParameters.DryRun.Name))
            await context.AskApprovalAsync(await layers.HostsOfAsync(rollout.Layer, context.RequestAborted));
        var (by, now) = (context.Actor().Name, clock.GetUtcNow());
        await ActAsync(context, new RolloutVerb
        {
            Decide = (facts, before) => before.Plan.PlanHash == request.PlanHash
                ? RolloutVerbs.Start(
                    facts, before.Standing.Strategy.Approval.IsGiven(before.Plan.Hosts, by, before.Approvers))
                : throw RolloutProblems.OtherPlan(before.Plan.PlanHash),
            Act = (before, step) => RolloutAudit.Told(AuditKinds.RolloutStart, before, step, request.Reason),
            Change = before => before with { StartedBy = by, StartedAt = now },
        });
    }

    // The layer first: of a changed one the plan means nothing.
    private async Task CheckDriftAsync(RolloutRecord rollout, double tolerance, CancellationToken cancellationToken)
    {
        var head = (await layers.FindHeadAsync(rollout.Layer, cancellationToken))?.Number ?? 0;
        if (head != rollout.Base) throw RolloutProblems.LayerChanged(rollout.Layer.Text, rollout.Base, head);
        var planned = await store.LoadAsync(rollout.Id, cancellationToken);
        var now = await planning.ResolveAsync(rollout.ToDraft(), cancellationToken);
        var drift = PlanDrift.Between(planned!.Value.Hosts.Select(host => host.Assignment), now.Plan.Assignments);
        if (!drift.IsWithin(tolerance)) throw RolloutProblems.Drifted(drift, tolerance);
        if (now.Plan.LackingPermission > 0) throw RolloutProblems.Barred(now.Plan.LackingPermission);
    }

    // What has a reason and nothing else.
    private async Task TellAsync(
        HttpContext context, string kind, Func<RolloutFacts, string?, VerbOutcome> decide)
    {
        var reason = await VerbBody.ReadReasonAsync(context);
        await ActAsync(context, new RolloutVerb
        {
            Decide = (facts, _) => decide(facts, reason),
            Act = (before, step) => RolloutAudit.Told(kind, before, step, reason),
        });
    }

    private async Task ApproveAsync(HttpContext context)
    {
        var request = await context.ReadOptionalJsonAsync(RolloutJson.Default.StageVerbRequest)
            ?? new StageVerbRequest();
        VerbBody.CheckReason(request.Reason);
        var by = context.Actor().Name;
        await ActAsync(context, new RolloutVerb
        {
            Decide = (facts, before) =>
            {
                if (before.StartedBy == by)
                    return new VerbOutcome.Refused($"{by} has started the rollout: another person approves it.");
                if (request.Stage is { } stage) return RolloutVerbs.ApproveStage(facts, FindStage(before, stage));
                if (before.State != RolloutState.AwaitingApproval)
                    return new VerbOutcome.Refused($"A rollout that is {StateWord(before)} waits for no approval.");
                var approvers = before.Approvers.Append(by);
                return before.Standing.Strategy.Approval.IsGiven(before.Plan.Hosts, before.StartedBy ?? "", approvers)
                    ? RolloutVerbs.Start(facts, isApproved: true)
                    // One more person has to: nothing but the word is stored.
                    : RolloutVerbs.Retry(facts, _ => false);
            },
            Act = (before, step) => RolloutAudit.Told(AuditKinds.RolloutApprove, before, step, request.Reason),
            Change = before => request.Stage is null && !before.Approvers.Contains(by)
                ? before with { Approvers = [.. before.Approvers, by] }
                : before,
        });
    }

    private async Task SkipAsync(HttpContext context)
    {
        var request = await context.ReadJsonAsync(RolloutJson.Default.StageVerbRequest, ServerLimits.RequestBytesMax);
        VerbBody.CheckReason(request.Reason);
        await ActAsync(context, new RolloutVerb
        {
            Decide = (facts, before) => RolloutVerbs.SkipStage(facts, FindStage(before, request.Stage ?? "")),
            Act = (before, step) => RolloutAudit.Told(AuditKinds.RolloutSkip, before, step, request.Reason),
        });
    }

    private async Task RetryAsync(HttpContext context)
    {
        var request = await context.ReadOptionalJsonAsync(RolloutJson.Default.RetryRequest) ?? new RetryRequest();
        VerbBody.CheckReason(request.Reason);
        var ids = request.HostIds?.ToHashSet(StringComparer.Ordinal);
        await ActAsync(context, new RolloutVerb
        {
            Decide = (facts, before) =>
            {
                var most = before.Standing.Strategy.ExcusesMax;
                return RolloutVerbs.Retry(facts, host => ids?.Contains(host.HostId)
                    ?? (AssignmentTable.IsCharged(host.State)
                        || (host.State == AssignmentState.Withdrawn && host.Excuses > most)));
            },
            Act = (before, step) => RolloutAudit.Told(AuditKinds.RolloutRetry, before, step, request.Reason),
            IsRenewed = true,
        });
    }

    private async Task ActAsync(HttpContext context, RolloutVerb verb)
    {
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var rollout = await answers.RequireToChangeAsync(context);
        var result = await conductor.ActAsync(rollout.Id, verb, isDry, context.RequestAborted)
            ?? throw RolloutProblems.NoSuchRollout(rollout.Id);
        result.ThrowIfRefused(rollout.Base);
        driver.Signal();
        await answers.WriteAsync(context, result.Rollout, isDry);
    }

    private static int FindStage(RolloutRecord rollout, string name)
    {
        var names = rollout.Standing.Strategy.Stages.Select(stage => stage.Name).ToList();
        return names.IndexOf(name) is var index and >= 0 ? index : throw RolloutProblems.NoSuchStage(name, names);
    }

    private static string StateWord(RolloutRecord rollout) => Contracts.KebabName.Of(rollout.State);
}
