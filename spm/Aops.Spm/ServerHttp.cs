using System.Net;
using Aops.Hosting;
using Aops.Hosting.Connections;

namespace Aops.Spm;

/// <summary>
/// The HTTP client for all requests to the server: one connection pool per connection in force, with the
/// trust of that connection. Created at first use: loading the TLS library takes longer than the rest of
/// the start, and spa waits for the socket only.
/// </summary>
/// <param name="current">The connection in force; null for none.</param>
/// <param name="open">Makes what sends over a connection; it belongs to the client that is made of it.</param>
internal sealed class ServerHttp(
    Func<ServerConnection?> current, Func<ServerConnection, HttpMessageHandler> open) : IDisposable
{
    private readonly Lock _gate = new();
    private (ServerConnection? Connection, HttpClient Client)? _made;

    /// <summary>
    /// The client of the connection in force; without one, a client that trusts no server. After a change,
    /// a client that was handed out remains usable for its requests.
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
        // Each request has a deadline of its own, and a held heartbeat takes long by intention.
        Timeout = Timeout.InfiniteTimeSpan,
        // HTTP/2 allows a held heartbeat to be cancelled without a new connection.
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };
}
