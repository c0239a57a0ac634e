using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Aops.Harness;

/// <summary>
/// An HTTP proxy on loopback that knows CONNECT (RFC 9110, section 9.3.6) and nothing else. It remembers where it was asked to go.
/// </summary>
public sealed class ConnectProxy : IAsyncDisposable
{
    private const int HeaderBytesMax = 8192;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _targets = [];
    private readonly Lock _gate = new();
    private readonly Task _accepting;
    private CancellationTokenSource _cut;

    /// <summary>Starts one on a free port.</summary>
    public ConnectProxy()
    {
        _cut = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        _listener.Start();
        Url = new Uri($"http://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    /// <summary>Its address.</summary>
    public Uri Url { get; }

    /// <summary>Where it was asked to go, as <c>host:port</c>, in order.</summary>
    public IReadOnlyList<string> Targets
    {
        get
        {
            lock (_gate) return [.. _targets];
        }
    }

    /// <summary>Whether it closes each new connection at once, as one whose server cannot be reached.</summary>
    public bool IsOut { get; set; }

    /// <summary>Ends every connection through it; new ones are taken.</summary>
    public void Cut()
    {
        CancellationTokenSource cut;
        lock (_gate) (cut, _cut) = (_cut, CancellationTokenSource.CreateLinkedTokenSource(_stop.Token));
        cut.Cancel();
        cut.Dispose();
    }

    /// <summary>Ends it and every connection through it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        _cut.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var tunnels = new List<Task>();
        try
        {
            while (true) tunnels.Add(TunnelAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(tunnels);
        }
    }

    private async Task TunnelAsync(TcpClient client)
    {
        using (client)
        using (var server = new TcpClient())
        {
            try
            {
                if (IsOut) return;
                await using var near = client.GetStream();
                var target = await ReadTargetAsync(near);
                lock (_gate) _targets.Add(target);
                var colon = target.LastIndexOf(':');
                await server.ConnectAsync(target[..colon], int.Parse(target[(colon + 1)..]), _stop.Token);
                await near.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stop.Token);
                await using var far = server.GetStream();
                CancellationToken cut;
                lock (_gate) cut = _cut.Token;
                await Task.WhenAny(near.CopyToAsync(far, cut), far.CopyToAsync(near, cut));
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or FormatException)
            {
                // The connection ends, which its client notices.
            }
        }
    }

    private async Task<string> ReadTargetAsync(NetworkStream stream)
    {
        var header = new StringBuilder();
        var one = new byte[1];
        while (!header.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (header.Length > HeaderBytesMax || await stream.ReadAsync(one, _stop.Token) == 0)
                throw new IOException("the request has no end");
            header.Append((char)one[0]);
        }
        return header.ToString().Split(' ') is ["CONNECT", var target, ..] ? target : throw new IOException("not a CONNECT");
    }
}
