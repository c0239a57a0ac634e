namespace Aops.Native.Zstd;

/// <summary>
/// Writes one zstd frame. The same bytes in give the same bytes out, however the writes are cut: input is gathered
/// into blocks of one size first, and one thread compresses.
/// </summary>
public sealed unsafe class ZstdWriteStream : Stream
{
    private const int BlockBytes = 128 * 1024;

    private readonly Stream _target;
    private readonly ZstdCompressionContext _context;
    private readonly byte[] _input = new byte[BlockBytes];
    private readonly byte[] _output = new byte[BlockBytes];
    private int _gathered;
    private bool _ended;

    /// <summary>Begins a frame with a checksum.</summary>
    /// <param name="target">Where it goes; it stays open when this stream is closed.</param>
    /// <param name="level">Compression level, 1 to 22.</param>
    /// <param name="windowLog">Base-2 logarithm of the window in bytes, 10 to 31: what a reader needs as memory.</param>
    public ZstdWriteStream(Stream target, int level, int windowLog)
    {
        _target = target;
        _context = ZstdCalls.CreateCompression();
        ZstdCalls.Check(ZstdCalls.SetCompression(_context, ZstdCalls.CompressionLevel, level));
        ZstdCalls.Check(ZstdCalls.SetCompression(_context, ZstdCalls.CompressionWindowLog, windowLog));
        ZstdCalls.Check(ZstdCalls.SetCompression(_context, ZstdCalls.CompressionChecksum, 1));
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
            if (_gathered == BlockBytes) Compress(ZstdCalls.Continue);
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Ends the frame; nothing can be written after it. A frame that is not completed is refused by readers.</summary>
    public void Complete()
    {
        if (_ended) return;
        _ended = true;
        Compress(ZstdCalls.End);
        _target.Flush();
    }

    private void Compress(int directive)
    {
        fixed (byte* input = _input)
        fixed (byte* output = _output)
        {
            var from = new ZstdCalls.Buffer { Start = input, Size = (nuint)_gathered };
            bool done;
            do
            {
                var to = new ZstdCalls.Buffer { Start = output, Size = BlockBytes };
                var left = ZstdCalls.Check(ZstdCalls.Compress(_context, ref to, ref from, directive));
                _target.Write(_output, 0, (int)to.Position);
                done = directive == ZstdCalls.End ? left == 0 : from.Position == from.Size;
            }
            while (!done);
        }
        _gathered = 0;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // A flush in the middle of a frame would change the bytes; Complete writes all.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _context.Dispose();
        base.Dispose(disposing);
    }
}
