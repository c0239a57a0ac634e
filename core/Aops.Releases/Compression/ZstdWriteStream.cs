using System.Buffers;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Aops.Releases.Compression;

/// <summary>
/// Writes one zstd frame. The same bytes in give the same bytes out, however the writes are cut:
/// input is gathered into blocks of one size first, and one thread compresses.
/// </summary>
public sealed class ZstdWriteStream : Stream
{
    private const int BlockBytes = 128 * 1024;

    private readonly Stream _target;
    // Its memory, which no collector sees, belongs to a safe handle.
    private readonly Compressor _encoder;
    private readonly byte[] _input = new byte[BlockBytes];
    private readonly byte[] _output = new byte[BlockBytes];
    private int _gathered;
    private bool _ended;

    /// <summary>Begins a frame with a checksum.</summary>
    /// <param name="target">Where it goes; it stays open when this stream is closed.</param>
    /// <param name="level">Compression level, 1 to 22.</param>
    /// <param name="windowLog">
    /// Base-2 logarithm of the window in bytes, 10 to 31: what a reader needs as memory.
    /// </param>
    public ZstdWriteStream(Stream target, int level, int windowLog)
    {
        ZstdWindow.Check(windowLog);
        _target = target;
        _encoder = new Compressor(level);
        _encoder.SetParameter(ZSTD_cParameter.ZSTD_c_windowLog, windowLog);
        _encoder.SetParameter(ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var count = Math.Min(buffer.Length, BlockBytes - _gathered);
            buffer[..count].CopyTo(_input.AsSpan(_gathered));
            _gathered += count;
            buffer = buffer[count..];
            if (_gathered == BlockBytes) Compress(isLast: false);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) =>
        Write(buffer.AsSpan(offset, count));

    /// <summary>
    /// Ends the frame; nothing can be written after it. Readers refuse one that is not completed.
    /// </summary>
    public void Complete()
    {
        if (_ended) return;
        _ended = true;
        Compress(isLast: true);
        _target.Flush();
    }

    private void Compress(bool isLast)
    {
        ReadOnlySpan<byte> input = _input.AsSpan(0, _gathered);
        OperationStatus status;
        do
        {
            status = _encoder.WrapStream(input, _output, out var consumed, out var written, isLast);
            if (status == OperationStatus.InvalidData)
                throw new InvalidDataException("zstd: the encoder failed");
            _target.Write(_output, 0, written);
            input = input[consumed..];
        }
        while (status != OperationStatus.Done);
        _gathered = 0;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // A flush in the middle of a frame would change the bytes; Complete writes all.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _encoder.Dispose();
        base.Dispose(disposing);
    }
}
