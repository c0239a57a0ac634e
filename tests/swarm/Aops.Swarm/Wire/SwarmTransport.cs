using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Aops.Swarm.Wire;

/// <summary>
/// The connections of a swarm: the first hosts have their own by HTTP/1.1, one for the heartbeat that is held and, once there
/// is something to tell, one beside it; the others share HTTP/2 connections, a fixed number of hosts each. All can be cut at
/// once.
/// </summary>
public sealed class SwarmTransport : IDisposable
{
    private const int ConnectionsOfAHost = 2;

    private readonly SwarmOptions _options;
    private readonly X509ChainPolicy _policy;
    private readonly Lock _gate = new();
    private Dictionary<int, HttpMessageInvoker> _invokers = [];
    private List<Socket> _sockets = [];

    /// <summary>Reads the authority.</summary>
    /// <exception cref="IOException">Its file cannot be read.</exception>
    public SwarmTransport(SwarmOptions options)
    {
        _options = options;
        _policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        _policy.CustomTrustStore.ImportFromPem(File.ReadAllText(options.AuthorityFile));
    }

    /// <summary>The protocol of a host's requests.</summary>
    public Version VersionOf(int host) => IsOwn(host) ? HttpVersion.Version11 : HttpVersion.Version20;

    /// <summary>What sends the requests of a host.</summary>
    public HttpMessageInvoker Of(int host)
    {
        // Hosts of a shared connection have one key; those with one of their own follow below zero.
        var key = IsOwn(host) ? -1 - host : (host - _options.OwnConnections) / _options.HostsPerConnection;
        lock (_gate)
        {
            if (!_invokers.TryGetValue(key, out var invoker)) _invokers[key] = invoker = Connect(key);
            return invoker;
        }
    }

    /// <summary>Cuts every connection; requests that are held fail, later ones connect again.</summary>
    public void CutAll()
    {
        Dictionary<int, HttpMessageInvoker> cut;
        List<Socket> sockets;
        lock (_gate) (cut, _invokers, sockets, _sockets) = (_invokers, [], _sockets, []);
        foreach (var invoker in cut.Values) invoker.Dispose();
        // An invoker lets requests that wait come to their end; without its socket they fail.
        foreach (var socket in sockets) socket.Dispose();
    }

    /// <summary>Closes the connection of a host that dies; one that it shares stays.</summary>
    public void Close(int host)
    {
        if (!IsOwn(host)) return;
        HttpMessageInvoker? closed;
        lock (_gate) _invokers.Remove(-1 - host, out closed);
        closed?.Dispose();
    }

    /// <summary>Closes all.</summary>
    public void Dispose() => CutAll();

    private bool IsOwn(int host) => host < _options.OwnConnections;

    private HttpMessageInvoker Connect(int key)
    {
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = key < 0 ? ConnectionsOfAHost : int.MaxValue,
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ActivityHeadersPropagator = null,
        };
        handler.SslOptions.CertificateChainPolicy = _policy;
        handler.ConnectCallback = (context, stop) => ConnectAsync(SourceOf(key), context.DnsEndPoint, stop);
        return new HttpMessageInvoker(handler);
    }

    // Null leaves it to the kernel.
    private IPEndPoint? SourceOf(int key)
    {
        if (_options.Addresses <= 1 || !IPAddress.TryParse(_options.Server.Host, out var server) || !IPAddress.IsLoopback(server))
            return null;
        var number = (int)((uint)key % (uint)_options.Addresses);
        return new IPEndPoint(new IPAddress([127, 0, (byte)(number / 250), (byte)((number % 250) + 1)]), 0);
    }

    private async ValueTask<Stream> ConnectAsync(
        IPEndPoint? from, DnsEndPoint server, CancellationToken cancellationToken)
    {
        var socket = from is null
            ? new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }
            : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (from is not null) socket.Bind(from);
            await socket.ConnectAsync(server, cancellationToken);
            lock (_gate) _sockets.Add(socket);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
