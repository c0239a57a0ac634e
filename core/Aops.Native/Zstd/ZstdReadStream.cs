using Aops.Native.Streams;

namespace Aops.Native.Zstd;

/// <summary>
/// Reads what one zstd frame holds. Memory is bounded by the window, and so is what a hostile frame can ask for.
/// A second frame, or any byte after the first, is an error: nothing rides along behind a package.
/// </summary>
/// <remarks>Malformed input, a frame that ends early and a larger window throw <see cref="InvalidDataException"/>.</remarks>
public sealed class ZstdReadStream : ForwardReadStream
{
    private const int InputBytes = 128 * 1024;

    private readonly Stream _source;
    private readonly ZstdDecompressionContext _context;
    private readonly byte[] _input = new byte[InputBytes];
    private int _inputStart;
    private int _inputEnd;
    private bool _frameEnded;
    private bool _sourceEnded;

    /// <summary>Begins to read.</summary>
    /// <param name="source">The frame; it stays open when this stream is closed.</param>
    /// <param name="windowLogMax">Base-2 logarithm of the largest window in bytes, 10 to 31.</param>
    public ZstdReadStream(Stream source, int windowLogMax)
    {
        _source = source;
        _context = ZstdCalls.CreateDecompression();
        ZstdCalls.Check(ZstdCalls.SetDecompression(
            _context, ZstdCalls.DecompressionWindowLogMax, windowLogMax));
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        // libzstd would call a read of nothing a lack of progress.
        while (buffer.Length > 0)
        {
            if (TryProduce(buffer, out var produced)) return produced;
            Take(_source.Read(_input));
        }
        return 0;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (buffer.Length > 0)
        {
            if (TryProduce(buffer.Span, out var produced)) return produced;
            Take(await _source.ReadAsync(_input, cancellationToken).ConfigureAwait(false));
        }
        return 0;
    }

    // True with what came out (0 at the end), or false when more input is needed.
    private unsafe bool TryProduce(Span<byte> buffer, out int produced)
    {
        produced = 0;
        if (_frameEnded)
        {
            if (_inputStart < _inputEnd) throw new InvalidDataException("zstd: data follows the end of the frame");
            return _sourceEnded;
        }
        fixed (byte* input = _input)
        fixed (byte* output = buffer)
        {
            var from = new ZstdCalls.Buffer { Start = input + _inputStart, Size = (nuint)(_inputEnd - _inputStart) };
            var to = new ZstdCalls.Buffer { Start = output, Size = (nuint)buffer.Length };
            var left = ZstdCalls.Check(ZstdCalls.Decompress(_context, ref to, ref from));
            _inputStart += (int)from.Position;
            produced = (int)to.Position;
            _frameEnded = left == 0;
        }
        if (produced > 0) return true;
        if (_sourceEnded && !_frameEnded) throw new InvalidDataException("zstd: the frame ends early");
        return false;
    }

    private void Take(int count)
    {
        _sourceEnded = count == 0;
        _inputStart = 0;
        _inputEnd = count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _context.Dispose();
        base.Dispose(disposing);
    }
}
