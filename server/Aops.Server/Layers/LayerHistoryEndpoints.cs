using Aops.Server.Api;
using Aops.Server.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Layers;

/// <summary>Reads of <c>/api/v1/layers/{layer}</c>: what it says, what it said, and what differs.</summary>
internal sealed class LayerHistoryEndpoints(LayerStore store)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/layers/{layer}", ShowAsync).Is(LayerApi.Show);
        routes.MapGet("/api/v1/layers/{layer}/revisions", ListAsync).Is(LayerApi.Revisions);
        routes.MapGet("/api/v1/layers/{layer}/revisions/{number}", ShowRevisionAsync).Is(LayerApi.Revision);
        routes.MapGet("/api/v1/layers/{layer}/diff", DiffAsync).Is(LayerApi.Diff);
    }

    private async Task ShowAsync(HttpContext context)
    {
        var layer = await FindLayerAsync(context);
        var head = await store.FindHeadAsync(layer, context.RequestAborted);
        context.Response.Headers.ETag = RevisionTag.Of(head?.Number ?? 0);
        await context.WriteJsonAsync(RevisionView.Of(layer, head), ServerJson.Default.RevisionView);
    }

    private async Task ListAsync(HttpContext context)
    {
        var layer = await FindLayerAsync(context);
        var limit = context.Request.Limit();
        var before = context.Request.Number("before", long.MaxValue, 1, long.MaxValue);
        // One more than asked for tells whether there is a next page.
        var found = await store.ListAsync(layer, before, limit + 1, context.RequestAborted);
        var list = new RevisionList
        {
            Revisions = [.. found.Take(limit).Select(revision => RevisionView.Of(layer, revision, isWhole: false))],
            Next = found.Count > limit ? found[limit - 1].Number : null,
        };
        await context.WriteJsonAsync(list, ServerJson.Default.RevisionList);
    }

    private async Task ShowRevisionAsync(HttpContext context)
    {
        var layer = await FindLayerAsync(context);
        var number = long.TryParse(context.RouteName("number"), out var parsed) ? parsed : 0;
        var revision = await store.RequireAsync(layer, number, context.RequestAborted);
        await context.WriteJsonAsync(RevisionView.Of(layer, revision), ServerJson.Default.RevisionView);
    }

    private async Task DiffAsync(HttpContext context)
    {
        var layer = await FindLayerAsync(context);
        var head = (await store.FindHeadAsync(layer, context.RequestAborted))?.Number ?? 0;
        var to = context.Request.Number("to", head, 0, long.MaxValue);
        var from = context.Request.Number("from", Math.Max(to - 1, 0), 0, long.MaxValue);
        var diff = new LayerDiff
        {
            From = from,
            To = to,
            Changes = LayerFields.Differ(
                await FieldsAsync(layer, from, context.RequestAborted),
                await FieldsAsync(layer, to, context.RequestAborted)),
        };
        await context.WriteJsonAsync(diff, ServerJson.Default.LayerDiff);
    }

    // Revision 0 is that of a layer that says nothing yet.
    private async Task<SortedDictionary<string, string>> FieldsAsync(
        LayerName layer, long number, CancellationToken cancellationToken) =>
        LayerFields.Of(number == 0
            ? LayerDocument.Empty
            : (await store.RequireAsync(layer, number, cancellationToken)).Document ?? LayerDocument.Empty);

    private async Task<LayerName> FindLayerAsync(HttpContext context)
    {
        var layer = context.Layer();
        await store.RequireAsync(layer, context.RequestAborted);
        return layer;
    }
}
