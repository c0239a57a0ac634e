using Aops.Contracts.Json.Diagnosis;
using Aops.Server.Rights;
using System.Text.Json;
using Aops.Server.Api;
using Aops.Server.Http;
using Aops.Server.Operations;
using Aops.Server.Problems;
using Aops.Server.Repository;
using Aops.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Layers;

/// <summary>Writes of <c>/api/v1/layers/{layer}</c>: each is a new revision, by one way.</summary>
internal sealed class LayerEndpoints(
    LayerStore store, LayerWriter writer, LayerForecast forecast, ReleaseCatalog releases, TimeProvider clock)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/api/v1/layers/{layer}", PutAsync).Is(LayerApi.Put)
            .For(EndpointAccess.Change(Reach.Chosen));
        routes.MapPatch("/api/v1/layers/{layer}", PatchAsync).Is(LayerApi.Patch)
            .For(EndpointAccess.Change(Reach.Chosen));
        routes.MapPost("/api/v1/layers/{layer}/revert", RevertAsync).Is(LayerApi.Revert)
            .For(EndpointAccess.Change(Reach.Chosen));
    }

    private async Task PutAsync(HttpContext context)
    {
        var layer = context.Layer();
        var request = await context.ReadJsonAsync(ServerJson.Default.LayerRequest, ServerLimits.RequestBytesMax);
        await WriteAsync(context, new Write(layer, _ => request.Document, request.Message, request.Strategy, null));
    }

    private async Task PatchAsync(HttpContext context)
    {
        var layer = context.Layer();
        var request = await context.ReadJsonAsync(ServerJson.Default.LayerPatchRequest, ServerLimits.RequestBytesMax);
        await WriteAsync(
            context, new Write(layer, head => Patch(head, request.Document), request.Message, request.Strategy, null));
    }

    private async Task RevertAsync(HttpContext context)
    {
        var layer = context.Layer();
        var request = await context.ReadJsonAsync(ServerJson.Default.RevertRequest, ServerLimits.RequestBytesMax);
        await store.RequireAsync(context, layer);
        var earlier = await store.RequireAsync(layer, request.Revision, context.RequestAborted);
        var document = earlier.Document ?? LayerDocument.Empty;
        await WriteAsync(
            context, new Write(layer, document.InPlaceOf, request.Message, request.Strategy, request.Revision));
    }

    private async Task WriteAsync(HttpContext context, Write write)
    {
        LayerProblems.CheckWords(write.Message, write.Strategy);
        await store.RequireAsync(context, write.Layer);
        var published = await releases.ToCheckAsync(context);
        LayerDocument Make(LayerDocument? head)
        {
            var made = write.Make(head ?? LayerDocument.Empty);
            LayerValidator.Validate(made, published, head).ThrowIfAny();
            return made;
        }

        if (context.Request.Flag(StandardParameters.DryRun.Name))
        {
            await TellAsync(context, write.Layer, Make);
            return;
        }
        await context.AskApprovalAsync(await store.HostsOfAsync(write.Layer, context.RequestAborted));
        var change = new LayerChange
        {
            Layer = write.Layer,
            Make = Make,
            Expected = RevisionTag.Wanted(context.Request),
            Author = context.Actor(),
            Scope = context.Scope(),
            Supersedes = context.Request.Flag(LayerLookup.Supersede),
            Message = write.Message ?? "",
            RevertOf = write.RevertOf,
            Now = clock.GetUtcNow(),
        };
        var outcome = await writer.WriteAsync(change, NameOf(write.Layer));
        if (outcome is not LayerOutcome.Changed changed) throw LayerProblems.Of(outcome, write.Layer);
        var view = RevisionView.Of(write.Layer, changed.Revision) with
        {
            Hosts = changed.Hosts, Operation = changed.OperationId,
            Superseded = changed.Superseded.Count > 0 ? changed.Superseded : null,
            GoesOn = changed.GoesOn.Count > 0 ? changed.GoesOn : null,
        };
        context.Response.Headers.ETag = RevisionTag.Of(changed.Revision.Number);
        if (changed.OperationId is { } operation)
            context.Response.Headers.Location = OperationEndpoint.PathOf(operation);
        await context.WriteJsonAsync(view, ServerJson.Default.RevisionView,
            changed.OperationId is null ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private async Task TellAsync(
        HttpContext context, LayerName layer, Func<LayerDocument?, LayerDocument> make)
    {
        if (!await store.IsWithinAsync(layer, context.Scope(), context.RequestAborted))
            throw LayerProblems.OutsideScope(layer, context.Scope());
        var head = await store.FindHeadAsync(layer, context.RequestAborted);
        context.RequireRevision(layer, head);
        var made = make(head?.Document);
        var unfinished = context.Request.Flag(LayerLookup.Supersede)
            ? null
            : await store.FindUnfinishedAsync(head, made, context.RequestAborted);
        if (unfinished is { Amended: null }) throw LayerProblems.Of(unfinished, layer);
        var preview = await forecast.TellAsync(
            new LayerDraft(layer, head, made, unfinished), clock.GetUtcNow(), context.RequestAborted);
        await context.WriteJsonAsync(preview, ServerJson.Default.LayerPreview);
    }

    private static LayerDocument Patch(LayerDocument head, JsonElement patch)
    {
        try
        {
            return LayerPatch.Apply(head, patch);
        }
        catch (JsonException exception)
        {
            throw new RequestFault(ProblemKinds.BadJson(JsonFaults.Explain(exception)));
        }
    }

    private static string NameOf(LayerName layer) => layer.Kind switch
    {
        LayerKind.Fleet => "the fleet",
        LayerKind.Group => $"the group {layer.Subject}",
        _ => $"the host {layer.Subject}",
    };

    // What the three ways to write have in common.
    private sealed record Write(
        LayerName Layer, Func<LayerDocument, LayerDocument> Make, string? Message, string? Strategy, long? RevertOf);
}
