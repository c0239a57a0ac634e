using Aops.Contracts.Wire.Runs;
using Aops.Native.Files;

namespace Aops.Runs.Output;

/// <summary>
/// Reads the output of a run, while its keeper writes or after it has ended. It never waits for the keeper, and the
/// keeper never for it. Not thread-safe.
/// </summary>
/// <param name="folder">The folder; it may not exist yet.</param>
public sealed class SpoolReader(string folder)
{
    /// <summary>Least number of bytes to ask for: one frame.</summary>
    public const int PieceBytesMin = FrameHeader.Bytes + FrameHeader.ContentBytesMax;

    // Between a list and an open the keeper may drop a segment.
    private const int TriesMax = 8;

    // Where a frame is known to begin, so that the usual read does not scan its segment from the start.
    private long _boundary;

    /// <summary>Reads the output from an offset.</summary>
    /// <param name="offset">Where to begin, from 0.</param>
    /// <param name="bytesMax">Longest content, at least <see cref="PieceBytesMin"/>.</param>
    /// <param name="end">End of the output once it is known: what is missing before it is told as missing.</param>
    /// <exception cref="IOException">A segment cannot be read now.</exception>
    public SpoolPiece Read(long offset, int bytesMax, long? end = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesMax, PieceBytesMin);
        for (var tries = 1; ; tries++)
        {
            try
            {
                var rest = Math.Max(0, (end ?? 0) - offset);
                var piece = ReadOnce(offset, bytesMax) ?? new(offset + rest, rest, []);
                _boundary = piece.End;
                return piece;
            }
            catch (FileNotFoundException) when (tries < TriesMax)
            {
            }
        }
    }

    /// <summary>End of the last whole frame; 0 without output.</summary>
    /// <exception cref="IOException">A segment cannot be read now.</exception>
    public long FindEnd()
    {
        if (SpoolSegment.List(folder) is not [.., var last]) return 0;
        using var file = File.OpenHandle(last.Path, share: FileShare.ReadWrite | FileShare.Delete);
        var scan = new FrameScan(file, 0);
        while (scan.TryPass())
        {
        }
        return last.Begin + scan.Position;
    }

    /// <summary>
    /// Deletes the segments that lie wholly before an offset, except the last one: it tells where the output ends, and the
    /// keeper may be writing to it.
    /// </summary>
    /// <param name="offset">Up to here the server has the output.</param>
    /// <exception cref="IOException">A segment cannot be deleted.</exception>
    public void Acknowledge(long offset)
    {
        var segments = SpoolSegment.List(folder);
        for (var i = 0; i < segments.Count - 1 && segments[i + 1].Begin <= offset; i++) File.Delete(segments[i].Path);
    }

    private SpoolPiece? ReadOnce(long offset, int bytesMax)
    {
        foreach (var segment in FromOffset(SpoolSegment.List(folder), offset))
        {
            using var file = File.OpenHandle(segment.Path, share: FileShare.ReadWrite | FileShare.Delete);
            var from = Math.Max(offset - segment.Begin, 0);
            var known = _boundary - segment.Begin;
            var scan = new FrameScan(file, known >= 0 && known <= from ? known : 0);
            while (scan.TryPass(from + bytesMax))
            {
            }
            if (scan.Position <= from) continue;
            var content = new byte[scan.Position - from];
            var read = FileWindow.ReadWhole(file, content, from);
            if (read < content.Length) throw new EndOfStreamException($"{segment.Path} became shorter");
            return new(segment.Begin + from, segment.Begin + from - offset, content);
        }
        return null;
    }

    // The segment that may hold the offset, and all after it.
    private static IEnumerable<SpoolSegment> FromOffset(List<SpoolSegment> segments, long offset) =>
        segments.Skip(Math.Max(segments.FindLastIndex(s => s.Begin <= offset), 0));
}
