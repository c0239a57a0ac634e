using System.IO.Pipelines;
using System.Net.Sockets;
using Aops.Contracts;
using Aops.Contracts.Local;
using Aops.Native.Sockets;

namespace Aops.Ipc;

/// <summary>
/// One connection on a local socket after both sides have said <see cref="Hello"/>. Sending is safe from any thread;
/// receiving belongs to one caller at a time.
/// </summary>
public sealed class LocalConnection : IAsyncDisposable
{
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(5);

    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;
    private readonly SemaphoreSlim _sending = new(1, 1);

    private LocalConnection(Socket socket, PeerCredentials peer)
    {
        Peer = peer;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 4096, leaveOpen: true));
        _writer = PipeWriter.Create(_stream, new StreamPipeWriterOptions(minimumBufferSize: 4096, leaveOpen: true));
    }

    /// <summary>Who is at the other end, by the kernel's word.</summary>
    public PeerCredentials Peer { get; }

    /// <summary>What the other end said of itself; its pid is the kernel's.</summary>
    public Hello PeerHello { get; private set; } = null!;

    /// <summary>Shakes hands on a connected socket, which from then on belongs to the connection.</summary>
    /// <param name="socket">The socket; closed on failure.</param>
    /// <param name="mine">Who this side is.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="FrameException">The peer is not trusted, or does not speak as it should.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    internal static async Task<LocalConnection> OpenAsync(Socket socket, Role mine, CancellationToken cancellation)
    {
        LocalConnection? connection = null;
        try
        {
            var peer = PeerCredentials.Of(socket);
            if (!peer.IsTrusted)
                throw new FrameException($"process {peer.Pid} of user {peer.UserId} may not speak here");
            connection = new LocalConnection(socket, peer);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            deadline.CancelAfter(HandshakeTime);
            await connection.ShakeHandsAsync(mine, deadline.Token);
            return connection;
        }
        catch (Exception e)
        {
            if (connection is not null) await connection.DisposeAsync();
            socket.Dispose();
            if (e is OperationCanceledException && !cancellation.IsCancellationRequested)
                throw new FrameException($"the peer said no hello within {HandshakeTime.TotalSeconds} s", e);
            throw;
        }
    }

    /// <summary>Sends one message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellation">Gives up; the connection is of no more use then.</param>
    /// <exception cref="IOException">The other side is gone.</exception>
    public async ValueTask SendAsync(LocalMessage message, CancellationToken cancellation)
    {
        await _sending.WaitAsync(cancellation);
        try
        {
            FrameCodec.Write(_writer, message);
            await _writer.FlushAsync(cancellation);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Waits for the next message.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The message, or null once the other side has closed, or was reset.</returns>
    /// <exception cref="FrameException">The bytes are no frame.</exception>
    public async ValueTask<LocalMessage?> ReceiveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult result;
            try
            {
                result = await _reader.ReadAsync(cancellation);
            }
            catch (IOException e) when (e is not FrameException)
            {
                return null;
            }
            var buffer = result.Buffer;
            if (FrameCodec.TryRead(ref buffer, out var message))
            {
                _reader.AdvanceTo(buffer.Start);
                return message;
            }
            _reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted) return null;
        }
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync();
        try
        {
            await _writer.CompleteAsync();
        }
        catch (IOException)
        {
            // What was not yet sent cannot be: the other side is gone.
        }
        await _stream.DisposeAsync();
    }

    private async Task ShakeHandsAsync(Role mine, CancellationToken cancellation)
    {
        var hello = new Hello { Role = mine, Version = Product.Version, Pid = Environment.ProcessId };
        await SendAsync(hello, cancellation);
        PeerHello = await ReceiveAsync(cancellation) switch
        {
            Hello peer when peer.Pid == Peer.Pid => peer,
            Hello peer => throw new FrameException($"process {Peer.Pid} says that it is process {peer.Pid}"),
            null => throw new IOException("the peer closed before its hello"),
            var other => throw new FrameException($"the peer opened with {other.GetType().Name} instead of a hello"),
        };
    }
}
