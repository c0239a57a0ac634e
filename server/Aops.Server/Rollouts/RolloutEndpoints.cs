using System.Text.Json;
using Aops.Contracts.Json.Diagnosis;
using Aops.Query;
using Aops.Rollouts.States;
using Aops.Rollouts.Strategies;
using Aops.Server.Api;
using Aops.Server.Audit;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Layers;
using Aops.Server.Problems;
using Aops.Server.Repository;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Rollouts;

/// <summary><c>/api/v1/rollouts</c>: making and reading rollouts.</summary>
internal sealed class RolloutEndpoints(
    RolloutStore store, RolloutAnswers answers, RolloutPlanning planning, LayerStore layers, HostQueries queries,
    ReleaseCatalog releases, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/rollouts", ListAsync).Is(RolloutApi.List).For(EndpointAccess.Read(Reach.Chosen));
        routes.MapPost("/api/v1/rollouts", CreateAsync).Is(RolloutApi.Create)
            .For(EndpointAccess.Change(Reach.Chosen).DespiteFreeze);
        routes.MapGet("/api/v1/rollouts/{id}", ShowAsync).Is(RolloutApi.Show).For(EndpointAccess.Read(Reach.Chosen));
        routes.MapGet("/api/v1/rollouts/{id}/hosts", ListHostsAsync).Is(RolloutApi.Hosts)
            .For(EndpointAccess.Read(Reach.Chosen));
        routes.MapPost("/api/v1/rollouts/{id}/plan", PlanAsync).Is(RolloutApi.Plan)
            .For(EndpointAccess.Change(Reach.Chosen).DespiteFreeze);
    }

    private async Task ListAsync(HttpContext context)
    {
        var state = RolloutAnswers.ReadState<RolloutState>(context.Request);
        var layer = context.Request.Word("layer");
        if (layer is not null && LayerName.Parse(layer) is null) throw LayerProblems.NoSuchLayer(layer);
        var source = new ListSource<RolloutView, string?>
        {
            Start = null,
            Key = rollout => rollout.Id,
            Form = CursorKeys.Text,
            Row = RolloutJson.Default.RolloutView,
            Read = async (before, limit, cancellationToken) => await FilteredPage.ReadAsync(
                before, limit, after => store.ListAsync(state, layer, after, limit, cancellationToken),
                static rollout => rollout.Id,
                rollout => answers.IsWithinAsync(rollout, context.ReadableScope(), cancellationToken),
                answers.Show),
        };
        await context.WriteListAsync(
            source, (rows, next) => new RolloutList { Rollouts = rows, Next = next }, RolloutJson.Default.RolloutList);
    }

    private async Task ShowAsync(HttpContext context) =>
        await answers.WriteAsync(context, await answers.RequireAsync(context));

    private async Task ListHostsAsync(HttpContext context)
    {
        var rollout = await answers.RequireAsync(context);
        var state = RolloutAnswers.ReadState<AssignmentState>(context.Request);
        var places = new Dictionary<string, HostPosition>(StringComparer.Ordinal);
        var source = new ListSource<RolloutHostView, HostPosition>
        {
            Start = HostPosition.Start,
            Key = host => places[host.Id],
            Form = HostPosition.Form,
            Row = RolloutJson.Default.RolloutHostView,
            Read = async (after, limit, cancellationToken) =>
            {
                places.Clear();
                var found = await store.ListHostsAsync(rollout.Id, state, after, limit, cancellationToken);
                foreach (var (host, _) in found)
                {
                    places[host.Id] = new HostPosition(
                        host.Assignment.Stage, HostPosition.Of(host.Assignment.Position), host.Id);
                }
                return [.. found.Select(one => RolloutPresenter.Show(rollout, one.Host, one.Hostname))];
            },
        };
        await context.WriteListAsync(
            source, (rows, next) => new RolloutHostList { Hosts = rows, Next = next },
            RolloutJson.Default.RolloutHostList);
    }

    private async Task CreateAsync(HttpContext context)
    {
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var request = await context.ReadJsonAsync(RolloutJson.Default.RolloutRequest, ServerLimits.RequestBytesMax);
        var layer = LayerName.Parse(request.Layer) ?? throw LayerProblems.NoSuchLayer(request.Layer);
        var strategy = await ReadStrategyAsync(request, context.RequestAborted);
        await layers.RequireAsync(context, layer);
        if (!await layers.IsWithinAsync(layer, context.Scope(), context.RequestAborted))
            throw LayerProblems.OutsideScope(layer, context.Scope());
        if (await layers.FindUnsteadyAsync(layer, context.RequestAborted) is { } field)
            throw LayerProblems.Of(new LayerOutcome.Unsteady(field), layer);
        var head = await layers.FindHeadAsync(layer, context.RequestAborted);
        context.RequireRevision(layer, head);
        var document = await MakeAsync(request, layer, head?.Document ?? LayerDocument.Empty, context.RequestAborted);
        var published = await releases.ToCheckAsync(context);
        LayerValidator.Validate(document, published, head?.Document).ThrowIfAny();
        var draft = new RolloutDraft
        {
            Id = Guid.CreateVersion7().ToString("N"), Layer = layer, Document = document, Base = head?.Number ?? 0,
            Strategy = strategy,
        };
        var plan = await planning.ResolveAsync(draft, context.RequestAborted);
        var rollout = RolloutRecord.Of(draft, plan, context.Actor().Name, request.Reason, clock.GetUtcNow()) with
        {
            RevertOf = request.Revision, WasPublished = published is not null,
        };
        if (!isDry)
        {
            await store.AddAsync(rollout, plan.Hosts, RolloutAudit.Planned(AuditKinds.RolloutCreate, rollout));
            context.Response.Headers.Location = RolloutAnswers.PathOf(rollout.Id);
        }
        await answers.WriteAsync(
            context, rollout, isDry, isDry ? StatusCodes.Status200OK : StatusCodes.Status201Created);
    }

    private async Task PlanAsync(HttpContext context)
    {
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var rollout = await answers.RequireToChangeAsync(context);
        if (!RolloutTable.Table.Allows(rollout.State, RolloutTrigger.Plan))
            throw RolloutProblems.WrongState("Only a rollout that has not started is planned again.");
        var head = (await layers.FindHeadAsync(rollout.Layer, context.RequestAborted))?.Number ?? 0;
        if (head != rollout.Base) throw RolloutProblems.LayerChanged(rollout.Layer.Text, rollout.Base, head);
        var plan = await planning.ResolveAsync(rollout.ToDraft(), context.RequestAborted);
        rollout = rollout.PlannedAgain(plan, clock.GetUtcNow());
        if (!isDry && !await store.ReplanAsync(
            rollout, plan.Hosts, RolloutAudit.Planned(AuditKinds.RolloutPlan, rollout)))
        {
            throw RolloutProblems.WrongState("The rollout was changed by another request at the same moment.");
        }
        await answers.WriteAsync(context, rollout, isDry);
    }

    private async Task<RolloutStrategy> ReadStrategyAsync(RolloutRequest request, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        errors.CheckLength("reason", request.Reason, FleetLimits.NoteCharsMax);
        bool[] named = [request.Document is not null, request.Patch is not null, request.Revision is not null];
        if (named.Count(isNamed => isNamed) != 1)
            errors.Add("document", "one of document, patch and revision says what the layer is to be");
        var strategy = StrategyForm.Read(request.Strategy, errors);
        errors.ThrowIfAny();
        var stages = new List<StageRule>();
        foreach (var stage in strategy.Stages)
        {
            stages.Add(stage.Query is { } query
                ? stage with { Query = QueryText.Of(await queries.ParseAsync(query, cancellationToken)) }
                : stage);
        }
        return strategy with { Stages = stages };
    }

    private async Task<LayerDocument> MakeAsync(
        RolloutRequest request, LayerName layer, LayerDocument head, CancellationToken cancellationToken)
    {
        if (request.Document is { } document) return document;
        if (request.Revision is { } number)
        {
            var earlier = await layers.RequireAsync(layer, number, cancellationToken);
            return (earlier.Document ?? LayerDocument.Empty).InPlaceOf(head);
        }
        try
        {
            return LayerPatch.Apply(head, request.Patch!.Value);
        }
        catch (JsonException exception)
        {
            throw new RequestFault(ProblemKinds.BadJson(JsonFaults.Explain(exception)));
        }
    }
}
