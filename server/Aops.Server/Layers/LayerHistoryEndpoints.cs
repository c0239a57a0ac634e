using Aops.Server.Rights;
using Aops.Server.Security;
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
        routes.MapGet("/api/v1/layers/{layer}", ShowAsync).Is(LayerApi.Show)
            .For(EndpointAccess.Read(Reach.Chosen));
        routes.MapGet("/api/v1/layers/{layer}/revisions", ListAsync).Is(LayerApi.Revisions)
            .For(EndpointAccess.Read(Reach.Chosen));
        routes.MapGet("/api/v1/layers/{layer}/revisions/{number}", ShowRevisionAsync).Is(LayerApi.Revision)
            .For(EndpointAccess.Read(Reach.Chosen));
        routes.MapGet("/api/v1/layers/{layer}/diff", DiffAsync).Is(LayerApi.Diff)
            .For(EndpointAccess.Read(Reach.Chosen));
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
        var source = new ListSource<RevisionView, long>
        {
            Start = long.MaxValue,
            Key = revision => revision.Revision,
            Form = CursorKeys.Number,
            Row = ServerJson.Default.RevisionView,
            Read = async (before, limit, cancellationToken) =>
            {
                var found = await store.ListAsync(layer, before, limit, cancellationToken);
                return [.. found.Select(revision => RevisionView.Of(layer, revision, isWhole: false))];
            },
        };
        await context.WriteListAsync(
            source, (rows, next) => new RevisionList { Revisions = rows, Next = next },
            ServerJson.Default.RevisionList);
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
        var to = context.Request.Number(LayerApi.To, head);
        var from = context.Request.Number(LayerApi.From, Math.Max(to - 1, 0));
        var diff = new LayerDiff
        {
            From = from,
            To = to,
            Changes = LayerFields.Differ(
                await DocumentAsync(layer, from, context.RequestAborted),
                await DocumentAsync(layer, to, context.RequestAborted)),
        };
        await context.WriteJsonAsync(diff, ServerJson.Default.LayerDiff);
    }

    // Revision 0 is that of a layer that says nothing yet.
    private async Task<LayerDocument?> DocumentAsync(
        LayerName layer, long number, CancellationToken cancellationToken) =>
        number == 0 ? null : (await store.RequireAsync(layer, number, cancellationToken)).Document;

    private async Task<LayerName> FindLayerAsync(HttpContext context)
    {
        var layer = context.Layer();
        await store.RequireAsync(context, layer);
        return layer;
    }
}
