using Aops.Server.Api;
using Aops.Server.Bootstrap;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.WebConsole;

/// <summary>
/// The console: static files that talk to the operator's API with the token that the operator types in. Nothing is
/// loaded from elsewhere, and nothing inline runs.
/// </summary>
internal sealed class ConsoleEndpoints
{
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public void Map(IEndpointRouteBuilder routes)
    {
        MapAsset(routes, "/", new ConsoleAsset("index.html", "text/html; charset=utf-8"));
        MapAsset(routes, "/console.css", new ConsoleAsset("console.css", "text/css; charset=utf-8"));
        MapAsset(routes, "/favicon.svg", new ConsoleAsset("favicon.svg", "image/svg+xml"));
        foreach (var script in new[] { "console.js", "api.js", "views.js", "format.js", "dom.js" })
            MapAsset(routes, $"/{script}", new ConsoleAsset(script, "text/javascript; charset=utf-8"));
    }

    private static void MapAsset(IEndpointRouteBuilder routes, string path, ConsoleAsset asset) =>
        routes.MapGet(path, context =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.CacheControl = "no-cache";
            headers.ETag = asset.Tag;
            if (context.Request.Headers.IfNoneMatch == asset.Tag)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
            context.Response.ContentType = asset.ContentType;
            context.Response.ContentLength = asset.Content.Length;
            return context.Response.Body.WriteAsync(asset.Content, context.RequestAborted).AsTask();
        }).Is(OpenFileApi.Console(asset.ContentType));
}
