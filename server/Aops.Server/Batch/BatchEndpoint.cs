using Aops.Query;
using Aops.Server.Agents;
using Aops.Server.Api;
using Aops.Server.Commands;
using Aops.Server.Desired;
using Aops.Server.Events;
using Aops.Server.Heartbeats;
using Aops.Server.Hosts;
using Aops.Server.Http;
using Aops.Server.Layers;
using Aops.Server.Problems;
using Aops.Server.Repository;
using Aops.Server.Rights;
using Aops.Server.Security;
using Aops.Server.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Batch;

/// <summary><c>POST /api/agents/batch</c>: one action on many hosts, with the result of each, by an operator.</summary>
internal sealed class BatchEndpoint(
    BatchStore store, HostQueries queries, DesiredStates desired, ReleaseCatalog releases, LongPollRegistry held,
    AgentRemoval removal, CommandStore commands, EventLog events, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost("/api/agents/batch", RunAsync).Is(BatchApi.Run)
            .For(EndpointAccess.Change(Reach.Chosen));

    private async Task RunAsync(HttpContext context)
    {
        var request = await context.ReadJsonAsync(BatchJson.Default.BatchRequest, ServerLimits.RequestBytesMax);
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        BatchValidator.Check(request, isDry);
        var query = await queries.ReadAsync(context, request.Query ?? "");
        var order = new BatchOrder
        {
            Action = await ChooseAsync(context, request),
            Ids = request.AgentIds is { } ids ? [.. ids.Distinct()] : null,
            Query = query,
            Expected = isDry ? null : request.ExpectedCount,
            IsDry = isDry,
            By = context.Actor(),
            Message = request.Message ?? "",
            Now = clock.GetUtcNow(),
        };
        if (!isDry) await context.AskApprovalAsync(order.Hosts);
        var outcome = await RunAsync(order, context.RequestAborted);
        if (outcome is not BatchOutcome.Done done) throw Refuse(outcome);
        if (!isDry) await TakeInAsync(done.Effects);
        var reply = new BatchReply
        {
            Action = order.Action.Name,
            Query = request.Query is null ? null : QueryText.Of(query),
            Count = done.Count,
            Accepted = done.Results.Count(result => result.Result == BatchHost.Accepted),
            Skipped = done.Results.Count(result => result.Result == BatchHost.Skipped),
            Refused = done.Results.Count(result => result.Result == BatchHost.Refused),
            DryRun = isDry,
            Results = done.Results,
        };
        await context.WriteJsonAsync(reply, BatchJson.Default.BatchReply);
    }

    private async Task<BatchOutcome> RunAsync(BatchOrder order, CancellationToken cancellationToken)
    {
        try
        {
            return await removal.CommitAsync(store.RunAsync(order, cancellationToken));
        }
        catch (StoreException)
        {
            commands.Forget(agentIds: null);
            throw;
        }
    }

    private async Task<BatchAction> ChooseAsync(HttpContext context, BatchRequest request)
    {
        switch (request.Action)
        {
            case "update":
                var update = new UpdateAction(request.SubAgent, request.Version!);
                LayerValidator.Validate(update.Document, await releases.ToCheckAsync(context)).ThrowIfAny();
                return update;
            case "restart":
                return new RestartAction(request.SubAgent);
            case "delete-down":
                return new DeleteDownAction();
            default:
                return new PauseAction(request.Action == "stop", desired);
        }
    }

    private async Task TakeInAsync(BatchEffects effects)
    {
        await desired.ApplyAsync(effects.Moved);
        commands.Forget(effects.Commanded);
        foreach (var id in effects.Commanded) held.Wake(id);
        removal.Forget(effects.Removed);
        if (effects.Events.Count > 0) events.Announce();
    }

    private static RequestFault Refuse(BatchOutcome outcome)
    {
        if (outcome is BatchOutcome.TooMany many)
        {
            return new RequestFault(ProblemKinds.Conflict("too-many-hosts",
                $"There are {many.Count} hosts, and one batch takes {FleetLimits.BatchHostsMax}. Nothing was changed.",
                "Make a group of them and write its layer, or remove them by POST /api/v1/hosts/remove; or ask for fewer."));
        }
        var count = ((BatchOutcome.OtherCount)outcome).Count;
        return ExpectedHosts.Changed($"It is {Counted.Hosts(count)}", BatchValidator.ExpectedCount);
    }
}
