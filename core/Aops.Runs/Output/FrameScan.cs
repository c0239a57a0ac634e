using Aops.Contracts.Wire.Runs;
using Aops.Native.Files;
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
    private readonly FileWindow _window = new(file);
    private readonly long _length = RandomAccess.GetLength(file);

    /// <summary>End of the frames that were passed.</summary>
    public long Position { get; private set; } = position;

    /// <summary>Passes the next frame.</summary>
    /// <param name="endMax">Where it must end at the latest.</param>
    /// <returns>Whether there was a whole one that ends in time.</returns>
    public bool TryPass(long endMax = long.MaxValue)
    {
        if (FrameHeader.TryRead(_window.Peek(Position, FrameHeader.Bytes)) is not { } header) return false;
        var end = Position + header.FrameBytes;
        if (end > _length || end > endMax) return false;
        Position = end;
        return true;
    }
}
