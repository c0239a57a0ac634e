using System.Security.Cryptography.X509Certificates;

namespace Aops.Hosting.Connections;

/// <summary>How a host reaches its server: address, proxy and trusted authorities.</summary>
/// <param name="Server">An https address without a path.</param>
/// <param name="Proxy">The setting <c>proxy</c>.</param>
/// <param name="Authority">The trusted authorities as PEM; null for the system's.</param>
public sealed record ServerConnection(Uri Server, string Proxy, string? Authority)
{
    /// <summary>Makes an HTTP handler that connects in this way only.</summary>
    /// <exception cref="InvalidDataException">
    /// <see cref="Authority"/> contains no certificate, or OpenSSL cannot be used on this host.
    /// </exception>
    public SocketsHttpHandler CreateHandler() =>
        PinnedHttp.CreateHandler(ReadAuthority(), new ServerProxy(() => Proxy));

    /// <summary>Why this connection cannot be used for a request; null if it can.</summary>
    public string? Fault()
    {
        // The JSON reader leaves null for a missing member.
        if (Server is not { IsAbsoluteUri: true } || Server.Scheme != Uri.UriSchemeHttps) return $"'{Server}' is no https address";
        if (!ServerProxy.IsValid(Proxy)) return $"'{Proxy}' is no proxy";
        try
        {
            _ = ReadAuthority();
            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
    }

    private X509Certificate2Collection? ReadAuthority() =>
        Authority is null ? null : PinnedHttp.ParseAuthority(Authority, $"the authority of {Server}");
}
