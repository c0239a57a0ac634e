using Aops.Server.Api;
using Aops.Server.Bootstrap;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.WebConsole;

/// <summary>
/// The console: static files, made of server/console, that talk to the operator's API. Nothing is loaded from elsewhere,
/// nothing inline runs, and no text becomes markup: the policy forbids it.
/// </summary>
internal sealed class ConsoleEndpoints
{
    /// <summary>The Content-Security-Policy of every file.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types 'none'";

    // Of each what build.mjs of server/console says.
    private static readonly string[] Scripts = ["console.js", "chunk.js", "pages.js", "plot.js"];

    private const string Brotli = "br";

    public void Map(IEndpointRouteBuilder routes)
    {
        MapAsset(routes, "/", new ConsoleAsset("index.html", "text/html; charset=utf-8"));
        MapAsset(routes, "/console.css", new ConsoleAsset("console.css", "text/css; charset=utf-8"));
        foreach (var script in Scripts)
            MapAsset(routes, $"/{script}", new ConsoleAsset(script, "text/javascript; charset=utf-8"));
        MapAsset(routes, "/favicon.svg", new ConsoleAsset("favicon.svg", "image/svg+xml"));
    }

    private static void MapAsset(IEndpointRouteBuilder routes, string path, ConsoleAsset asset) =>
        routes.MapGet(path, context =>
        {
            SetHeaders(context.Response.Headers, asset);
            if (context.Request.Headers.IfNoneMatch == asset.Tag)
            {
                context.Response.StatusCode = StatusCodes.Status304NotModified;
                return Task.CompletedTask;
            }
            var isCompressed = TakesBrotli(context.Request);
            if (isCompressed) context.Response.Headers.ContentEncoding = Brotli;
            var content = isCompressed ? asset.Compressed : asset.Plain;
            context.Response.ContentType = asset.ContentType;
            context.Response.ContentLength = content.Length;
            return context.Response.Body.WriteAsync(content, context.RequestAborted).AsTask();
        }).Is(OpenFileApi.Console(asset.ContentType));

    private static void SetHeaders(IHeaderDictionary headers, ConsoleAsset asset)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-cache";
        headers.ETag = asset.Tag;
        headers.Vary = "Accept-Encoding";
    }

    // A weight of zero is a refusal.
    private static bool TakesBrotli(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(coding =>
            coding.Value.Equals(Brotli, StringComparison.OrdinalIgnoreCase) && coding.Quality is not 0);
}
