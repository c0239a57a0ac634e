using System.IO.Pipelines;
using System.Net.Sockets;
using Aops.Contracts.Local;

namespace Aops.Ipc;

/// <summary>
/// An asynchronous wrapper of a <see cref="LocalLink"/>. Sending is safe from any thread; only one caller at a time
/// may receive.
/// </summary>
public sealed class LocalConnection : IAsyncDisposable
{
    private readonly LocalLink _link;
    private readonly NetworkStream _stream;
    private readonly PipeReader _reader;
    private readonly PipeWriter _writer;
    private readonly SemaphoreSlim _sending = new(1, 1);

    /// <summary>Takes ownership of a link.</summary>
    public LocalConnection(LocalLink link)
    {
        _link = link;
        _stream = new NetworkStream(link.Socket, ownsSocket: false);
        _reader = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: 4096, leaveOpen: true));
        _writer = PipeWriter.Create(_stream, new StreamPipeWriterOptions(minimumBufferSize: 4096, leaveOpen: true));
    }

    /// <summary>The peer's hello; its pid is verified by the kernel.</summary>
    public Hello PeerHello => _link.PeerHello;

    /// <summary>Sends one message.</summary>
    /// <param name="cancellationToken">Cancels sending; the connection is unusable afterwards.</param>
    /// <exception cref="IOException">The peer has closed the connection.</exception>
    public async ValueTask SendAsync(LocalMessage message, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            FrameCodec.Write(_writer, message);
            await _writer.FlushAsync(cancellationToken);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Waits for the next message.</summary>
    /// <returns>The message; null once the peer has closed or reset the connection.</returns>
    /// <exception cref="FrameException">The bytes are not a frame.</exception>
    public async ValueTask<LocalMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result;
            try
            {
                result = await _reader.ReadAsync(cancellationToken);
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
            // Data that was not sent yet is lost; the peer has closed the connection.
        }
        await _stream.DisposeAsync();
        _link.Dispose();
    }
}
