using Aops.Server.Http;
using Aops.Server.Problems;
using Aops.Server.Repository;
using Aops.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Layers;

/// <summary>What the endpoints of layers look up before they do anything else.</summary>
internal static class LayerLookup
{
    /// <summary>The parameter by which a write names versions that are not published.</summary>
    public const string Force = "force";

    /// <summary>The parameter by which a write may bring hosts what an unfinished rollout has not.</summary>
    public const string Supersede = "supersede";

    /// <summary>Reads the name of the layer in the path.</summary>
    /// <exception cref="RequestFault">The text names no layer.</exception>
    public static LayerName Layer(this HttpContext context)
    {
        var text = (string?)context.GetRouteValue("layer") ?? "";
        return LayerName.Parse(text) ?? throw LayerProblems.NoSuchLayer(text);
    }

    /// <summary>Makes sure that the host or the group exists whose layer this is.</summary>
    /// <exception cref="RequestFault">It does not exist, or the sender may not read it.</exception>
    public static async Task RequireAsync(this LayerStore store, HttpContext context, LayerName layer)
    {
        if (!await store.ExistsAsync(layer, context.ReadableScope(), context.RequestAborted))
            throw LayerProblems.NoSuchLayer(layer.Text);
    }

    /// <summary>Makes sure that a layer has the revision that the request was made for.</summary>
    /// <param name="head">Its newest revision; null for none.</param>
    /// <exception cref="RequestFault">It has another one.</exception>
    public static void RequireRevision(this HttpContext context, LayerName layer, LayerRevision? head)
    {
        var present = head?.Number ?? 0;
        if (RevisionTag.Wanted(context.Request) is { } seen && seen != present)
            throw LayerProblems.Of(new LayerOutcome.OtherRevision(present), layer);
    }

    /// <summary>One revision of a layer.</summary>
    /// <exception cref="RequestFault">The layer has no such revision.</exception>
    public static async Task<LayerRevision> RequireAsync(
        this LayerStore store, LayerName layer, long number, CancellationToken cancellationToken) =>
        await store.FindAsync(layer, number, cancellationToken) ?? throw LayerProblems.NoSuchRevision(
            layer, number, (await store.FindHeadAsync(layer, cancellationToken))?.Number ?? 0);

    /// <summary>The releases that the versions of a document have to be among; null where the request forces them.</summary>
    public static async Task<IReadOnlyList<Release>?> ToCheckAsync(this ReleaseCatalog releases, HttpContext context) =>
        context.Request.Flag(Force) ? null : (await releases.ReadAsync(context.RequestAborted)).Releases;
}
