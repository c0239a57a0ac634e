using System.Buffers;
using Aops.Native.Streams;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Aops.Releases.Compression;

/// <summary>
/// Decompresses one zstd frame. Memory is bounded by the window, even for a hostile frame. A second frame, or any
/// byte after the first, is an error, so that nothing can follow a package unnoticed.
/// </summary>
/// <remarks>
/// Malformed input, a frame that ends early and a larger window throw
/// <see cref="InvalidDataException"/>.
/// </remarks>
public sealed class ZstdReadStream : ForwardReadStream
{
    private const int InputBytes = 128 * 1024;

    private readonly Stream _source;
    private readonly ZstdFrameReader _frame;
    // Its unmanaged memory belongs to a safe handle.
    private readonly Decompressor _decoder;
    private readonly byte[] _input = new byte[InputBytes];
    private int _inputStart;
    private int _inputEnd;
    private bool _isFollowed;
    private bool _frameEnded;
    private bool _sourceEnded;

    /// <summary>Begins to read.</summary>
    /// <param name="source">The frame; it stays open when this stream is closed.</param>
    /// <param name="windowLogMax">Base-2 logarithm of the largest window, 10 to 31.</param>
    public ZstdReadStream(Stream source, int windowLogMax)
    {
        ZstdWindow.Check(windowLogMax);
        _source = source;
        _frame = new ZstdFrameReader(1L << windowLogMax);
        _decoder = new Decompressor();
        _decoder.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, windowLogMax);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        // The decoder would report a read into an empty buffer as a lack of progress.
        while (buffer.Length > 0)
        {
            if (TryProduce(buffer, out var produced)) return produced;
            Take(_source.Read(_input));
        }
        return 0;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        Read(buffer.AsSpan(offset, count));

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
    private bool TryProduce(Span<byte> buffer, out int produced)
    {
        produced = 0;
        if (_frameEnded)
        {
            return _isFollowed
                ? throw new InvalidDataException("zstd: data follows the end of the frame")
                : _sourceEnded;
        }
        var input = _input.AsSpan(_inputStart, _inputEnd - _inputStart);
        var status = _decoder.UnwrapStream(input, buffer, out var consumed, out produced);
        if (status == OperationStatus.InvalidData)
            throw new InvalidDataException("zstd: the frame is damaged");
        _inputStart += consumed;
        // Done only once the input, which ends with the frame, is consumed and all output was returned.
        _frameEnded = status == OperationStatus.Done;
        if (produced > 0) return true;
        if (_sourceEnded && !_frameEnded)
            throw new InvalidDataException("zstd: the frame ends early");
        return false;
    }

    private void Take(int count)
    {
        _sourceEnded = count == 0;
        _inputStart = 0;
        _inputEnd = 0;
        _inputEnd = _frame.Take(_input.AsSpan(0, count));
        _isFollowed = _inputEnd < count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _decoder.Dispose();
        base.Dispose(disposing);
    }
}
