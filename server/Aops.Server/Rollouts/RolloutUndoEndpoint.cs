using Aops.Contracts.Wire;
using Aops.Rollouts.Reconciling;
using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;
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

/// <summary>
/// <c>POST /api/v1/rollouts/{id}/undo</c>: another rollout, to what the layer said before, over the hosts that have what this
/// one brought. It is started at once, as the hosts that need it are those that were ordered already.
/// </summary>
internal sealed class RolloutUndoEndpoint(
    RolloutStore store, RolloutAnswers answers, RolloutPlanning planning, RolloutConductor conductor,
    RolloutDriver driver, LayerStore layers, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/rollouts/{id}/undo", UndoAsync).Is(RolloutApi.Undo)
            .For(EndpointAccess.Change(Reach.Chosen).DespiteFreeze);

    private async Task UndoAsync(HttpContext context)
    {
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var reason = await VerbBody.ReadReasonAsync(context);
        var original = await answers.RequireToChangeAsync(context);
        if (!RolloutTable.Table.Allows(original.State, RolloutTrigger.Undo) || original.Revision is null)
        {
            throw RolloutProblems.WrongState(
                $"A rollout that is {Contracts.KebabName.Of(original.State)} is not taken back.");
        }
        var (undo, hosts) = await MakeAsync(original, reason, context);
        if (!isDry)
        {
            await context.AskApprovalAsync(await layers.HostsOfAsync(original.Layer, context.RequestAborted));
            await StoreAsync(context, original, undo, hosts, reason);
            undo = await store.FindAsync(undo.Id, context.RequestAborted) ?? undo;
            context.Response.Headers.Location = RolloutAnswers.PathOf(undo.Id);
        }
        await answers.WriteAsync(
            context, undo, isDry, isDry ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private async Task StoreAsync(
        HttpContext context, RolloutRecord original, RolloutRecord undo, IReadOnlyList<RolloutHost> hosts,
        string? reason)
    {
        var result = await conductor.ActAsync(
            original.Id,
            new RolloutVerb
            {
                Decide = (facts, _) => RolloutVerbs.Apply(facts, RolloutTrigger.Undo, reason),
                Act = (before, step) => RolloutAudit.Told(AuditKinds.RolloutUndo, before, step, reason),
                Change = before => before with { UndoneBy = undo.Id },
                Undo = (undo, hosts),
            },
            isDry: false, context.RequestAborted) ?? throw RolloutProblems.NoSuchRollout(original.Id);
        result.ThrowIfRefused(undo.Base);
        driver.Signal();
    }

    private async Task<(RolloutRecord Rollout, IReadOnlyList<RolloutHost> Hosts)> MakeAsync(
        RolloutRecord original, string? reason, HttpContext context)
    {
        var (layer, now) = (original.Layer, clock.GetUtcNow());
        var head = await layers.FindHeadAsync(layer, context.RequestAborted);
        // A later revision says something else: what this one brought is not what its hosts have.
        if (head is null || head.Number != original.Revision)
            throw RolloutProblems.LayerChanged(layer.Text, original.Revision ?? 0, head?.Number ?? 0);
        var loaded = await store.LoadAsync(original.Id, context.RequestAborted)
            ?? throw RolloutProblems.NoSuchRollout(original.Id);
        var told = loaded.Hosts.Where(host => host.Assignment.IsTold).Select(host => host.Id)
            .ToHashSet(StringComparer.Ordinal);
        if (told.Count == 0) throw RolloutProblems.NothingToUndo(original);
        var before = original.Previous is { } number and > 0
            ? (await layers.FindAsync(layer, number, context.RequestAborted))?.Document
            : null;
        var draft = new RolloutDraft
        {
            Id = Guid.CreateVersion7().ToString("N"), Layer = layer, Base = head.Number,
            Strategy = RolloutStrategy.Undo,
            Document = (before ?? LayerDocument.Empty).InPlaceOf(head.Document ?? LayerDocument.Empty), Only = told,
        };
        var plan = await planning.ResolveAsync(draft, context.RequestAborted);
        if (plan.Unversioned.Count > 0 && head.Document?.Agent is { Version: var brought })
        {
            // Told nothing, they would go on with what is taken back.
            var found = planning.CountBefore(plan.Unversioned, brought);
            if (found.Count != 1) throw RolloutProblems.NoVersionBefore(found);
            var agent = new DesiredAgent { Version = found.Keys.Single() };
            draft = draft with { Document = draft.Document with { Agent = agent } };
            plan = await planning.ResolveAsync(draft, context.RequestAborted);
        }
        if (plan.Plan.LackingPermission > 0) throw RolloutProblems.Barred(plan.Plan.LackingPermission);
        var by = context.Actor().Name;
        var rollout = RolloutRecord.Of(draft, plan, by, reason, now);
        rollout = rollout with
        {
            Standing = rollout.Standing with { State = RolloutState.Running },
            RevertOf = original.Previous is > 0 ? original.Previous : null,
            StartedAt = now,
            StartedBy = by,
            UndoOf = original.Id,
        };
        return (rollout, plan.Hosts);
    }
}
