using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Aops.Integration.Tests.Security;

/// <summary>A port behind which nothing speaks TLS as it should; or one that only counts who comes.</summary>
internal sealed class RedTeamListener : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Socket> _held = [];
    private readonly Kind _kind;
    private readonly Task _accepting;
    private int _connections;

    /// <summary>Begins to listen.</summary>
    /// <param name="port">Port of the loopback address; 0 for a free one.</param>
    /// <param name="kind">What is answered.</param>
    public RedTeamListener(int port, Kind kind)
    {
        _kind = kind;
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>What is answered.</summary>
    internal enum Kind
    {
        Garbage,
        BlackHole,
        PlainHttp,
        Reset,
        HalfTls,
    }

    /// <summary>Its port.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Connections so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (var socket in _held) Close(socket);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) await AnswerAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The phase is over.
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        Interlocked.Increment(ref _connections);
        byte[] answer = _kind switch
        {
            Kind.Garbage => Enumerable.Range(0, 70_000).Select(i => (byte)(i * 31)).ToArray(),
            Kind.PlainHttp => Encoding.ASCII.GetBytes(
                $"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n{HostileServer.Reply("{\"revision\":5}")}"),
            // The header of a server's handshake message of 16 KiB, which never comes.
            Kind.HalfTls => [0x16, 0x03, 0x03, 0x40, 0x00, 0x02],
            _ => [],
        };
        try
        {
            if (answer.Length > 0) await socket.SendAsync(answer);
        }
        catch (SocketException)
        {
            // It was not interested.
        }
        if (_kind is Kind.BlackHole or Kind.HalfTls) _held.Add(socket);
        else Close(socket);
    }

    private static void Close(Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }
}
