using System.Buffers.Text;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Aops.Bench.Load;

/// <summary>One TLS connection that sends prepared HTTP/1.1 requests, and reads no more of an answer than it has to.</summary>
internal sealed class LoadConnection : IDisposable
{
    private readonly Socket _socket;
    private readonly SslStream _stream;
    private readonly byte[] _buffer = new byte[8192];

    private LoadConnection(Socket socket, SslStream stream) => (_socket, _stream) = (socket, stream);

    /// <summary>Connects. The certificate is not looked at: the server was started by this program.</summary>
    public static async Task<LoadConnection> OpenAsync(int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            RemoteCertificateValidationCallback = static (_, _, _, _) => true,
        }, cancellationToken);
        return new LoadConnection(socket, stream);
    }

    /// <summary>Sends a heartbeat and reads its answer.</summary>
    /// <returns>Whether it was answered with 200.</returns>
    public async Task<bool> ExchangeAsync(LoadAgent agent, CancellationToken cancellationToken)
    {
        await SendAsync(agent, cancellationToken);
        var filled = 0;
        while (true)
        {
            var read = await _stream.ReadAsync(_buffer.AsMemory(filled), cancellationToken);
            if (read == 0) throw new IOException("the server closed a connection of the load");
            filled += read;
            if (IsWhole(_buffer.AsSpan(0, filled))) break;
        }
        if (!_buffer.AsSpan(9, 3).SequenceEqual("200"u8)) return false;
        agent.TakeUp(_buffer.AsSpan(0, filled));
        return true;
    }

    /// <summary>Sends a heartbeat, and leaves its answer unread.</summary>
    public ValueTask SendAsync(LoadAgent agent, CancellationToken cancellationToken) =>
        _stream.WriteAsync(agent.Next(), cancellationToken);

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        var at = answer.IndexOf("Content-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(answer[(at + 16)..], out int length, out _) && answer.Length >= end + 4 + length;
    }
}
