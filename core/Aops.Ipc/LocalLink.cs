using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Layout;
using Aops.Native.Sockets;

namespace Aops.Ipc;

/// <summary>
/// One connection on a local socket after both sides have sent <see cref="Hello"/>. It uses no asynchronous
/// machinery: a thread that waits for <see cref="Handle"/> among other descriptors wakes once for a message, and no
/// other thread of the process wakes. Sending is safe from any thread; only one caller at a time may receive.
/// </summary>
public sealed class LocalLink : IDisposable
{
    private const int BufferBytesFirst = 2048;

    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SendTime = TimeSpan.FromSeconds(1);

    private readonly Lock _sending = new();
    private readonly ArrayBufferWriter<byte> _frame = new();
    private byte[] _buffer = new byte[BufferBytesFirst];
    private int _start;
    private int _end;

    private LocalLink(Socket socket, PeerCredentials peer)
    {
        Socket = socket;
        Peer = peer;
    }

    /// <summary>Pid, user and group of the peer, as the kernel reports them.</summary>
    public PeerCredentials Peer { get; }

    /// <summary>The peer's hello; its pid is verified by the kernel.</summary>
    public Hello PeerHello { get; private set; } = null!;

    /// <summary>The descriptor to wait for: readable when <c>Fill</c> would not block.</summary>
    public SafeHandle Handle => Socket.SafeHandle;

    internal Socket Socket { get; }

    /// <summary>Exchanges hellos on a connected socket and takes ownership of it.</summary>
    /// <param name="socket">The socket, in blocking mode; closed on failure.</param>
    /// <param name="mine">Role of this process.</param>
    /// <exception cref="FrameException">The peer is not trusted, violates the protocol, or is too slow.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    internal static LocalLink Open(Socket socket, Role mine)
    {
        try
        {
            var peer = PeerCredentials.Of(socket);
            if (!peer.IsTrusted)
                throw new FrameException($"process {peer.Pid} of user {peer.UserId} may not speak here");
            var link = new LocalLink(socket, peer);
            link.ShakeHands(mine);
            return link;
        }
        catch (Exception e)
        {
            socket.Dispose();
            throw e is SocketException or ObjectDisposedException ? new IOException(e.Message, e) : e;
        }
    }

    /// <summary>Sends one message.</summary>
    /// <exception cref="IOException">
    /// The peer is gone, or has not read for too long; the link is unusable afterwards.
    /// </exception>
    public void Send(LocalMessage message)
    {
        lock (_sending)
        {
            _frame.ResetWrittenCount();
            FrameCodec.Write(_frame, message);
            try
            {
                var left = _frame.WrittenSpan;
                while (left.Length > 0) left = left[Socket.Send(left)..];
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                throw new IOException($"process {Peer.Pid} cannot be sent a message: {e.Message}", e);
            }
        }
    }

    /// <summary>Waits for the next message.</summary>
    /// <returns>The message; null once either side has closed or reset the connection.</returns>
    /// <exception cref="FrameException">The bytes are not a frame.</exception>
    public LocalMessage? Receive()
    {
        LocalMessage message;
        while (!TryTake(out message))
        {
            if (!Fill()) return null;
        }
        return message;
    }

    /// <summary>Reads the bytes that have arrived; blocks if there are none.</summary>
    /// <returns>False once either side has closed or reset the connection.</returns>
    public bool Fill()
    {
        MakeRoom();
        return Fill(_buffer.Length - _end);
    }

    private bool Fill(int bytesMax)
    {
        try
        {
            var count = Socket.Receive(_buffer.AsSpan(_end, bytesMax));
            _end += count;
            return count > 0;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.TimedOut or SocketError.WouldBlock)
        {
            throw new FrameException($"the peer said no hello within {HandshakeTime.TotalSeconds} s", e);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Takes the next message from the bytes that have arrived; never blocks.</summary>
    /// <returns>Whether there was a complete message.</returns>
    /// <exception cref="FrameException">The bytes are not a frame.</exception>
    public bool TryTake(out LocalMessage message)
    {
        var arrived = new ReadOnlySequence<byte>(_buffer, _start, _end - _start);
        var before = arrived.Length;
        if (!FrameCodec.TryRead(ref arrived, out message)) return false;
        _start += (int)(before - arrived.Length);
        return true;
    }

    /// <summary>Closes the connection; a caller that waits in <see cref="Receive"/> gets null.</summary>
    public void Dispose() => Socket.Dispose();

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        // The doubled buffer is bounded, since the codec refuses a frame that is too long by its prefix.
        if (_end == _buffer.Length) Array.Resize(ref _buffer, 2 * _buffer.Length);
    }

    private void ShakeHands(Role mine)
    {
        Socket.SendTimeout = (int)SendTime.TotalMilliseconds;
        Socket.ReceiveTimeout = (int)HandshakeTime.TotalMilliseconds;
        Send(new Hello { Role = mine, Version = Product.Version, Pid = Environment.ProcessId });
        PeerHello = ReceiveHello() switch
        {
            Hello peer when peer.Pid == Peer.Pid => peer,
            Hello peer => throw new FrameException($"process {Peer.Pid} says that it is process {peer.Pid}"),
            null => throw new IOException("the peer closed before its hello"),
            _ => throw new FrameException("the peer opened with another message than a hello"),
        };
        Socket.ReceiveTimeout = 0;
    }

    // Reads exactly one frame: a LocalConnection may read what follows the hello.
    private LocalMessage? ReceiveHello()
    {
        LocalMessage message;
        while (!TryTake(out message))
        {
            var frameBytes = FrameCodec.BytesOf(_buffer.AsSpan(0, _end));
            if (frameBytes > _buffer.Length) throw new FrameException($"the peer's hello has {frameBytes} bytes");
            if (!Fill(frameBytes - _end)) return null;
        }
        return message;
    }
}
