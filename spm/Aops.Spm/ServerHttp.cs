using System.Net;
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
    private const string Subject = "trust";

    private readonly Lock _gate = new();
    private HttpClient? _client;
    private HttpClient? _refusing;

    /// <summary>
    /// The client. While the authority cannot be read it is one that trusts nobody, and each use looks again: what keeps
    /// a file from being read (no descriptor left) may be over by then.
    /// </summary>
    public HttpClient Client
    {
        get
        {
            lock (_gate)
            {
                _client ??= TryCreate();
                return _client ?? (_refusing ??= CreateRefusing());
            }
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _refusing?.Dispose();
    }

    private HttpClient? TryCreate()
    {
        try
        {
            var client = Wrap(PinnedHttp.CreateHandler(AuthorityPin.Read(layout), proxy));
            faults.Set(Subject, null);
            return client;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            faults.Set(Subject, $"{e.Message}; no server is trusted until it can be read");
            return null;
        }
    }

    private HttpClient CreateRefusing()
    {
        var refuse = PinnedHttp.CreateHandler(null, proxy);
        refuse.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => false;
        return Wrap(refuse);
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
