using System.Net;
using System.Security.Cryptography.X509Certificates;
using Aops.Contracts;
using Aops.Hosting;
using Aops.Spm.Health;

namespace Aops.Spm;

/// <summary>
/// The HTTP client for everything that goes to the server: one pool of connections, one trust. Made at its first use:
/// loading the TLS library takes longer than all the rest of a start, and spa waits for the socket, not for this.
/// </summary>
internal sealed class ServerHttp(AopsLayout layout, FaultBoard faults, ServerProxy proxy) : IDisposable
{
    private readonly Lock _gate = new();
    private HttpClient? _client;

    /// <summary>The client.</summary>
    public HttpClient Client
    {
        get
        {
            lock (_gate) return _client ??= Create();
        }
    }

    public void Dispose() => _client?.Dispose();

    // An authority that cannot be read trusts nobody, and says so; it stops nothing here.
    private HttpClient Create()
    {
        X509Certificate2Collection? authority;
        try
        {
            authority = PinnedHttp.ReadAuthority(layout.TrustCa);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            faults.Set("trust", $"{e.Message}; no server is trusted until it is restored and aops-spm restarted");
            var refuse = PinnedHttp.CreateHandler(null, proxy);
            refuse.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => false;
            return Wrap(refuse);
        }
        return Wrap(PinnedHttp.CreateHandler(authority, proxy));
    }

    private static HttpClient Wrap(SocketsHttpHandler handler) => new(handler)
    {
        // Each request has a deadline of its own; a held heartbeat is meant to take long.
        Timeout = Timeout.InfiniteTimeSpan,
        // HTTP/2 lets a held heartbeat be taken back without a new connection.
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };
}
