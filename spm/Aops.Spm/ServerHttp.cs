using System.Net;
using Aops.Hosting;
using Aops.Hosting.Connections;

namespace Aops.Spm;

/// <summary>
/// The HTTP client for everything that goes to the server: one pool of connections a connection in force, and one trust.
/// Made at its first use: loading the TLS library takes longer than all the rest of a start, and spa waits for the
/// socket, not for this.
/// </summary>
/// <param name="current">The connection in force; null for none.</param>
/// <param name="open">Makes what sends over a connection; it belongs to the client that is made of it.</param>
internal sealed class ServerHttp(
    Func<ServerConnection?> current, Func<ServerConnection, HttpMessageHandler> open) : IDisposable
{
    private readonly Lock _gate = new();
    private (ServerConnection? Connection, HttpClient Client)? _made;

    /// <summary>
    /// The client of the connection in force; one that trusts nobody while there is none. One that was given out before
    /// a change goes on for the requests that have it.
    /// </summary>
    public HttpClient Client
    {
        get
        {
            lock (_gate)
            {
                var wanted = current();
                if (_made is not { } made || made.Connection != wanted)
                    _made = made = (wanted, wanted is null ? CreateRefusing() : Wrap(open(wanted)));
                return made.Client;
            }
        }
    }

    /// <summary>The setting <c>proxy</c> of the connection in force.</summary>
    public string Proxy => current()?.Proxy ?? ServerProxy.None;

    public void Dispose() => _made?.Client.Dispose();

    private static HttpClient CreateRefusing()
    {
        var refuse = new SocketsHttpHandler { AllowAutoRedirect = false };
        refuse.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => false;
        return Wrap(refuse);
    }

    private static HttpClient Wrap(HttpMessageHandler handler) => new(handler)
    {
        // Each request has a deadline of its own; a held heartbeat is meant to take long.
        Timeout = Timeout.InfiniteTimeSpan,
        // HTTP/2 lets a held heartbeat be taken back without a new connection.
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };
}
