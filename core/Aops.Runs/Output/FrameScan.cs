using Microsoft.Win32.SafeHandles;

namespace Aops.Runs.Output;

/// <summary>
/// Goes through the frames of a segment without reading their content. It ends before a frame that is not whole, which
/// a writer at work or a crash has left.
/// </summary>
/// <param name="file">The segment.</param>
/// <param name="position">Where a frame begins.</param>
internal sealed class FrameScan(SafeFileHandle file, long position)
{
    private const int WindowBytes = 16 * 1024;

    private readonly byte[] _window = new byte[WindowBytes];
    private readonly long _length = RandomAccess.GetLength(file);
    private long _windowBegin;
    private int _windowLength;

    /// <summary>End of the frames that were passed.</summary>
    public long Position { get; private set; } = position;

    /// <summary>Passes the next frame.</summary>
    /// <param name="endMax">Where it must end at the latest.</param>
    /// <returns>Whether there was a whole one that ends in time.</returns>
    public bool TryPass(long endMax = long.MaxValue)
    {
        if (FrameHeader.TryRead(PeekHeader()) is not { } header) return false;
        var end = Position + header.FrameBytes;
        if (end > _length || end > endMax) return false;
        Position = end;
        return true;
    }

    private ReadOnlySpan<byte> PeekHeader()
    {
        if (Position < _windowBegin || Position + FrameHeader.Bytes > _windowBegin + _windowLength)
        {
            _windowBegin = Position;
            _windowLength = RandomAccess.Read(file, _window, Position);
        }
        return _window.AsSpan((int)(Position - _windowBegin), (int)(_windowBegin + _windowLength - Position));
    }
}
