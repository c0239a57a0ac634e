using System.Security.Cryptography.X509Certificates;
using Aops.Hosting;

namespace Aops.Cli.Contexts;

/// <summary>HTTP to a server, by the proxy of the environment.</summary>
internal static class ServerHttp
{
    /// <summary>A handler that trusts what a context trusts.</summary>
    public static SocketsHttpHandler CreateHandler(ServerContext context) => CreateHandler(
        context.Authority is { } pem ? PinnedHttp.ParseAuthority(pem, $"the context {context.Name}") : null);

    /// <summary>A handler that trusts an authority; null for those of the system.</summary>
    public static SocketsHttpHandler CreateHandler(X509Certificate2Collection? authority)
    {
        var handler = PinnedHttp.CreateHandler(authority, new ServerProxy(() => ServerProxy.FromEnvironment));
        // The cookie of a session is sent as the context holds it.
        handler.UseCookies = false;
        return handler;
    }

    /// <summary>Explains in one sentence why a request failed.</summary>
    public static string Explain(HttpRequestException error, Uri server) =>
        PinnedHttp.Explain(error, server, ServerProxy.FromEnvironment);
}
