using System.Security.Cryptography.X509Certificates;
using System.Text;
using Aops.Server.Api;
using Aops.Server.Certificates;
using Aops.Server.Repository;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Aops.Server.Bootstrap;

/// <summary>
/// What a host needs before it is installed: <c>/install.sh</c>, <c>/ca.pem</c>; and <c>/healthz</c>.
/// </summary>
internal sealed class BootstrapEndpoints(
    ServerCertificates certificates, ReleaseCatalog catalog, RequestAddress addresses)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/install.sh", SendScriptAsync).Is(OpenFileApi.Script);
        routes.MapGet("/ca.pem", context =>
            WriteTextAsync(context, "application/x-pem-file", certificates.AuthorityPem)).Is(OpenFileApi.Authority);
        routes.MapGet("/healthz", context => WriteTextAsync(context, "text/plain", "ok\n")).Is(OpenFileApi.Health);
    }

    private async Task SendScriptAsync(HttpContext context)
    {
        var address = addresses.Of(context.Request);
        var x64 = await DigestAsync(InstallScript.BootstrapX64, context.RequestAborted);
        var arm64 = await DigestAsync(InstallScript.BootstrapArm64, context.RequestAborted);
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(certificates.TrustPem);
        var script = InstallScript.Compose(ShellText.Of(address), ShellText.Of(authorities), x64, arm64);
        await WriteTextAsync(context, "text/x-shellscript", script);
    }

    private async Task<ShellText> DigestAsync(string file, CancellationToken cancellationToken) =>
        await catalog.FindBootstrapAsync(file, cancellationToken) is { } program
            ? ShellText.Of(program.Sha256)
            : ShellText.Empty;

    private static Task WriteTextAsync(HttpContext context, string contentType, string text)
    {
        var body = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = contentType + "; charset=utf-8";
        context.Response.ContentLength = body.Length;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}
