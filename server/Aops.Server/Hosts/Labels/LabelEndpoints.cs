using Aops.Native.Programs;
using Aops.Query;
using Aops.Server.Api;
using Aops.Server.Events;
using Aops.Server.Http;
using Aops.Server.Operations;
using Aops.Server.Rights;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Hosts.Labels;

/// <summary>
/// Labels of one host (<c>PATCH /api/v1/hosts/{id}/labels</c>), and of all hosts of a query (<c>POST
/// /api/v1/hosts/labels</c>): there the number of hosts that a dry run told is a part of the request.
/// </summary>
internal sealed class LabelEndpoints(
    LabelStore store, HostQueries queries, OperationRunner runner, EventLog events, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPatch("/api/v1/hosts/{id}/labels", ChangeOneAsync).Is(HostApi.ChangeLabels)
            .For(EndpointAccess.Change(Reach.Host));
        routes.MapPost("/api/v1/hosts/labels", ChangeManyAsync).Is(HostApi.ChangeManyLabels)
            .For(EndpointAccess.Change(Reach.Chosen));
    }

    private async Task ChangeOneAsync(HttpContext context)
    {
        var id = context.RouteName("id");
        var expected = RevisionTag.Wanted(context.Request);
        var change = new LabelChange(await context.ReadJsonAsync(
            ServerJson.Default.DictionaryStringString, ServerLimits.RequestBytesMax));
        Check(change, "labels", new FieldErrors());
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var outcome = await store.ChangeAsync(id, change, expected, isDry, context.RequestAborted);
        if (outcome is not LabelOutcome.One one) throw LabelProblems.Of(outcome, id);
        if (one.Reply.Changed && !isDry)
        {
            runner.Signal();
            Tell(change, id, one.Hostname);
        }
        context.Response.Headers.ETag = RevisionTag.Of(one.Reply.Revision);
        await context.WriteJsonAsync(one.Reply, ServerJson.Default.LabelReply);
    }

    private async Task ChangeManyAsync(HttpContext context)
    {
        var request = await context.ReadJsonAsync(ServerJson.Default.BulkLabelRequest, ServerLimits.RequestBytesMax);
        var isDry = context.Request.Flag(StandardParameters.DryRun.Name);
        var change = new LabelChange(request.Labels);
        var errors = new FieldErrors();
        ExpectedHosts.Check(request.ExpectedCount, isDry, LabelProblems.ExpectedCount, errors);
        Check(change, "labels", errors);

        var query = await queries.ReadAsync(context, request.Q);
        if (!isDry) await context.AskApprovalAsync(query);
        var outcome = await store.ChangeAllAsync(
            query, change, isDry ? null : request.ExpectedCount, context.Actor(), clock.GetUtcNow(),
            context.RequestAborted);
        if (outcome is not LabelOutcome.Many many) throw LabelProblems.Of(outcome, "");
        var canonical = QueryText.Of(query);
        if (many.Changed > 0 && !isDry) Tell(change, canonical, many);
        if (many.OperationId is { } operation) context.Response.Headers.Location = OperationEndpoint.PathOf(operation);
        var reply = new BulkLabelReply
        {
            Q = canonical,
            Count = many.Count,
            Changed = many.Changed,
            DryRun = isDry,
            Operation = many.OperationId,
        };
        await context.WriteJsonAsync(reply, ServerJson.Default.BulkLabelReply,
            many.OperationId is null ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private void Tell(LabelChange change, string query, LabelOutcome.Many many)
    {
        runner.Signal();
        if (many.Only is var (id, hostname))
        {
            Tell(change, id, hostname);
            return;
        }
        var which = query.Length == 0 ? "every host" : PlainText.Cut(query, FleetLimits.QueryCharsTold);
        events.Add(EventKinds.Labels,
            $"Labels of {many.Changed} of the {many.Count} hosts of \"{which}\": {change.Describe()}." +
            (many.OperationId is { } operation ? $" The operation {operation} sets them." : ""));
    }

    private void Tell(LabelChange change, string id, string hostname) =>
        events.Add(EventKinds.Labels, $"Labels of {hostname}: {change.Describe()}.", id, hostname);

    private static void Check(LabelChange change, string field, FieldErrors errors)
    {
        if (change.Labels.Count == 0) errors.Add(field, "names no label to set or to remove");
        LabelChange.Validate(change.Labels, field, errors);
        errors.ThrowIfAny();
    }
}
