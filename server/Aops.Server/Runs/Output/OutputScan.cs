using Microsoft.Win32.SafeHandles;

namespace Aops.Server.Runs.Output;

/// <summary>
/// Goes through the frames of a file without reading their content. It ends before a frame that is not whole.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="position">Where a frame begins.</param>
internal sealed class OutputScan(SafeFileHandle file, long position)
{
    private const int WindowBytes = 16 * 1024;

    private readonly byte[] _window = new byte[WindowBytes];
    private readonly long _length = RandomAccess.GetLength(file);
    private long _position = position;
    private long _windowBegin;
    private int _windowLength;

    /// <summary>The next frame and where it begins; null where no whole one is left.</summary>
    public (OutputFrame Frame, long Position)? TryNext()
    {
        if (OutputFrame.TryRead(PeekHeader()) is not { } frame || _position + frame.Bytes > _length) return null;
        var found = (frame, _position);
        _position += frame.Bytes;
        return found;
    }

    private ReadOnlySpan<byte> PeekHeader()
    {
        var end = _windowBegin + _windowLength;
        if (_position < _windowBegin || _position + OutputFrame.HeaderBytes > end)
        {
            _windowBegin = _position;
            _windowLength = RandomAccess.Read(file, _window, _position);
            end = _windowBegin + _windowLength;
        }
        return _window.AsSpan((int)(_position - _windowBegin), (int)(end - _position));
    }
}
