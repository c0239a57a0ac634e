using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Aops.Harness;

namespace Aops.Sweep;

/// <summary>
/// A proxy between a host and its server: forwards every byte, or behaves as an
/// <see cref="EnvironmentFaults"/> says. A change closes the existing connections.
/// </summary>
public sealed class FaultyFront : IAsyncDisposable
{
    private static readonly TimeSpan LossyConnectionTime = TimeSpan.FromMilliseconds(200);

    private readonly IPEndPoint _server;
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly int _port = FreePort.Find();
    private CancellationTokenSource _connections = new();
    private TcpListener? _listener;
    private EnvironmentFaults? _weather;

    /// <summary>Listens in front of a server, with its certificate.</summary>
    public FaultyFront(ServerProcess server)
    {
        _server = new IPEndPoint(IPAddress.Loopback, server.Url.Port);
        using var pem = X509Certificate2.CreateFromPemFile(
            Path.Combine(server.Data, "server.pem"), Path.Combine(server.Data, "server.key"));
        // Works around a key from PEM that TLS does not accept directly.
        _certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
        Set(null);
    }

    /// <summary>Its address for the host.</summary>
    public Uri Url => new($"https://127.0.0.1:{_port}");

    /// <summary>Sets the fault.</summary>
    /// <param name="weather">The fault; null for none.</param>
    public void Set(EnvironmentFaults? weather)
    {
        lock (_gate)
        {
            _weather = weather;
            _connections.Cancel();
            _connections = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            if (weather is EnvironmentFaults.Refused or EnvironmentFaults.Returns)
            {
                _listener?.Stop();
                _listener = null;
            }
            else if (_listener is null)
            {
                _listener = new TcpListener(IPAddress.Loopback, _port);
                _listener.Start();
                _ = AcceptAsync(_listener);
            }
        }
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        lock (_gate) _listener?.Stop();
        _certificate.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (Exception e) when (e is SocketException or InvalidOperationException or OperationCanceledException)
            {
                return;
            }
            lock (_gate) _ = ServeAsync(client, _weather, _connections.Token);
        }
    }

    private async Task ServeAsync(TcpClient client, EnvironmentFaults? weather, CancellationToken cancellationToken)
    {
        using (client)
        {
            try
            {
                await (weather switch
                {
                    EnvironmentFaults.TooManyRequests => AnswerAsync(client, "429 Too Many Requests", cancellationToken),
                    EnvironmentFaults.Unavailable => AnswerAsync(client, "503 Service Unavailable", cancellationToken),
                    EnvironmentFaults.Garbage => client.GetStream().WriteAsync(
                        RandomNumberGenerator.GetBytes(512), cancellationToken).AsTask(),
                    EnvironmentFaults.Lossy => LoseAsync(client, cancellationToken),
                    EnvironmentFaults.Blackhole => Task.Delay(Timeout.Infinite, cancellationToken),
                    _ => HandOnAsync(client, cancellationToken),
                });
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException
                or System.Security.Authentication.AuthenticationException)
            {
                // Either side has closed, or the fault has changed.
            }
        }
    }

    private async Task AnswerAsync(TcpClient client, string status, CancellationToken cancellationToken)
    {
        await using var tls = new SslStream(client.GetStream());
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions { ServerCertificate = _certificate }, cancellationToken);
        await tls.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, cancellationToken);
        await tls.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"), cancellationToken);
    }

    private async Task LoseAsync(TcpClient client, CancellationToken cancellationToken)
    {
        if (Random.Shared.Next(2) == 0) return;
        using var cut = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        cut.CancelAfter(LossyConnectionTime);
        await HandOnAsync(client, cut.Token);
    }

    private async Task HandOnAsync(TcpClient client, CancellationToken cancellationToken)
    {
        using var server = new TcpClient();
        await server.ConnectAsync(_server, cancellationToken);
        var (near, far) = (client.GetStream(), server.GetStream());
        await Task.WhenAny(near.CopyToAsync(far, cancellationToken), far.CopyToAsync(near, cancellationToken));
    }
}
