using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Native.Sockets;

namespace Aops.Ipc;

/// <summary>
/// One connection on a local socket after both sides have said <see cref="Hello"/>, without any asynchronous machinery
/// behind it: a thread that waits for <see cref="Handle"/> among others wakes once for a message, and nothing else in
/// the process wakes with it. Sending is safe from any thread; receiving belongs to one at a time.
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

    /// <summary>Who is at the other end, by the kernel's word.</summary>
    public PeerCredentials Peer { get; }

    /// <summary>What the other end said of itself; its pid is the kernel's.</summary>
    public Hello PeerHello { get; private set; } = null!;

    /// <summary>The descriptor, to wait for: readable when <c>Fill</c> would not block.</summary>
    public SafeHandle Handle => Socket.SafeHandle;

    internal Socket Socket { get; }

    /// <summary>Shakes hands on a connected socket, which from then on belongs to the link.</summary>
    /// <param name="socket">The socket, in blocking mode; closed on failure.</param>
    /// <param name="mine">Who this side is.</param>
    /// <exception cref="FrameException">The peer is not trusted, or does not speak as it should, or not in time.</exception>
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
    /// <param name="message">The message.</param>
    /// <exception cref="IOException">The other side is gone, or has not read for too long; the link is of no more use.</exception>
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
                throw new IOException($"process {Peer.Pid} cannot be sent a {message.GetType().Name}: {e.Message}", e);
            }
        }
    }

    /// <summary>Waits for the next message.</summary>
    /// <returns>The message, or null once either side has closed, or the connection was reset.</returns>
    /// <exception cref="FrameException">The bytes are no frame.</exception>
    public LocalMessage? Receive()
    {
        LocalMessage message;
        while (!TryTake(out message))
        {
            if (!Fill()) return null;
        }
        return message;
    }

    /// <summary>Takes what has arrived; waits if nothing has.</summary>
    /// <returns>False once either side has closed, or the connection was reset.</returns>
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

    /// <summary>Takes the next message out of what has arrived; never waits.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Whether a whole one was there.</returns>
    /// <exception cref="FrameException">The bytes are no frame.</exception>
    public bool TryTake(out LocalMessage message)
    {
        var arrived = new ReadOnlySequence<byte>(_buffer, _start, _end - _start);
        var before = arrived.Length;
        if (!FrameCodec.TryRead(ref arrived, out message)) return false;
        _start += (int)(before - arrived.Length);
        return true;
    }

    /// <summary>Closes the connection; whoever waits in <see cref="Receive"/> gets null.</summary>
    public void Dispose() => Socket.Dispose();

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        // What the codec lets through fits: it refuses a frame by its prefix.
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
            var other => throw new FrameException($"the peer opened with {other.GetType().Name} instead of a hello"),
        };
        Socket.ReceiveTimeout = 0;
    }

    // Not a byte more: what follows the hello may be read by a LocalConnection.
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
