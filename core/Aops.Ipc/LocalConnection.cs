using System.IO.Pipelines;
using System.Net.Sockets;
using Aops.Contracts.Local;

namespace Aops.Ipc;

/// <summary>
/// A <see cref="LocalLink"/> for callers that wait asynchronously. Sending is safe from any thread; receiving belongs
/// to one caller at a time.
/// </summary>
public sealed class LocalConnection : IAsyncDisposable
{
    private readonly LocalLink _link;
    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;
    private readonly SemaphoreSlim _sending = new(1, 1);

    /// <summary>Takes a link over.</summary>
    /// <param name="link">The link; it belongs to the connection from now on.</param>
    public LocalConnection(LocalLink link)
    {
        _link = link;
        _stream = new NetworkStream(link.Socket, ownsSocket: false);
        _reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 4096, leaveOpen: true));
        _writer = PipeWriter.Create(_stream, new StreamPipeWriterOptions(minimumBufferSize: 4096, leaveOpen: true));
    }

    /// <summary>What the other end said of itself; its pid is the kernel's.</summary>
    public Hello PeerHello => _link.PeerHello;

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
        _link.Dispose();
    }
}
