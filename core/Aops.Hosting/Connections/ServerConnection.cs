using System.Security.Cryptography.X509Certificates;

namespace Aops.Hosting.Connections;

/// <summary>What takes a host to its server: the address, the way there, and the authorities that are trusted.</summary>
/// <param name="Server">The server, an https address without a path.</param>
/// <param name="Proxy">The setting <c>proxy</c>.</param>
/// <param name="Authority">The trusted authorities as PEM; null for those of the system.</param>
public sealed record ServerConnection(Uri Server, string Proxy, string? Authority)
{
    /// <summary>Makes a handler for this connection and no other.</summary>
    /// <exception cref="InvalidDataException"><see cref="Authority"/> holds no certificate.</exception>
    public SocketsHttpHandler CreateHandler() =>
        PinnedHttp.CreateHandler(ReadAuthority(), new ServerProxy(() => Proxy));

    /// <summary>Why no request can be made by it; null if one can.</summary>
    public string? Fault()
    {
        // A reader of JSON leaves null where a member is missing.
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
