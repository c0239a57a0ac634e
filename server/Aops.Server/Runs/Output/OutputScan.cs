using Aops.Native.Files;
using Microsoft.Win32.SafeHandles;

namespace Aops.Server.Runs.Output;

/// <summary>
/// Goes through the frames of a file without reading their content. It ends before a frame that is not whole.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="position">Where a frame begins.</param>
internal sealed class OutputScan(SafeFileHandle file, long position)
{
    private readonly FileWindow _window = new(file);
    private readonly long _length = RandomAccess.GetLength(file);
    private long _position = position;

    /// <summary>The next frame and where it begins; null where no whole one is left.</summary>
    public (OutputFrame Frame, long Position)? TryNext()
    {
        var header = _window.Peek(_position, OutputFrame.HeaderBytes);
        if (OutputFrame.TryRead(header) is not { } frame || _position + frame.Bytes > _length) return null;
        var found = (frame, _position);
        _position += frame.Bytes;
        return found;
    }
}
