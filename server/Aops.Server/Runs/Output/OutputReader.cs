using System.Security.Cryptography;
using Aops.Native.Files;
using Microsoft.Win32.SafeHandles;

namespace Aops.Server.Runs.Output;

/// <summary>Reads the output of a host while it may grow. Offsets are those of the file, at which a frame begins.</summary>
internal sealed class OutputReader(SafeFileHandle file) : IDisposable
{
    /// <summary>What <see cref="Digest"/> is of an output without a byte.</summary>
    public static string DigestOfNothing { get; } = DigestOf([]);

    /// <summary>Reads a piece: frames of one stream that follow one another.</summary>
    /// <param name="offset">Where to begin.</param>
    /// <param name="stream">The stream that is asked for; null for any. Gaps are always told.</param>
    /// <param name="bytesMax">About how long it may be; one frame is read in any case.</param>
    /// <returns>
    /// The piece; with stream 0 where there is none yet, and then where the next one begins. Null where no frame begins there.
    /// </returns>
    public OutputPiece? Read(long offset, byte? stream, int bytesMax)
    {
        if (offset > RandomAccess.GetLength(file)) return null;
        var scan = new OutputScan(file, offset);
        var (content, kind, at, end) = (new MemoryStream(), (byte)0, default(DateTimeOffset), offset);
        while (scan.TryNext() is var (frame, position))
        {
            var isAsked = stream is null || frame.Stream == stream || frame.IsGap;
            var isSame = kind == 0 || (kind == frame.Stream && !frame.IsGap);
            if (isAsked && (!isSame || (content.Length > 0 && content.Length + frame.Length > bytesMax))) break;
            end = position + frame.Bytes;
            if (!isAsked) continue;
            if (kind == 0) (kind, at) = (frame.Stream, frame.At);
            content.Write(ContentOf(frame, position));
        }
        // A file that grows may end within a frame; what lies before its end and is no frame is no place to begin.
        if (end == offset && !IsEndOrTorn(offset)) return null;
        return new OutputPiece(kind, at, content.ToArray(), end);
    }

    /// <summary>Every frame that is whole, with its content.</summary>
    /// <param name="offset">Where the first one begins.</param>
    public IEnumerable<(OutputFrame Frame, byte[] Content)> ReadAll(long offset = 0)
    {
        var scan = new OutputScan(file, offset);
        while (scan.TryNext() is var (frame, position)) yield return (frame, ContentOf(frame, position));
    }

    /// <summary>Where the frame begins with which the last bytes of the output begin.</summary>
    /// <param name="bytes">About how many.</param>
    public long FindTail(long bytes)
    {
        var (scan, begin, from) = (new OutputScan(file, 0), 0L, RandomAccess.GetLength(file) - bytes);
        while (begin < from && scan.TryNext() is var (frame, position))
        {
            if (position + frame.Bytes > from) return position;
            begin = position + frame.Bytes;
        }
        return begin;
    }

    /// <summary>SHA-256 over both streams, each by itself: what came first between them does not count.</summary>
    public string Digest() => DigestOf(ReadAll());

    public void Dispose() => file.Dispose();

    private static string DigestOf(IEnumerable<(OutputFrame Frame, byte[] Content)> frames)
    {
        using var output = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var error = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var gaps = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (frame, content) in frames)
            (frame.IsGap ? gaps : frame.Stream == OutputFrame.Out ? output : error).AppendData(content);
        return Convert.ToHexStringLower(SHA256.HashData(
            [.. output.GetHashAndReset(), .. error.GetHashAndReset(), .. gaps.GetHashAndReset()]));
    }

    private bool IsEndOrTorn(long offset)
    {
        var header = new byte[OutputFrame.HeaderBytes];
        var read = RandomAccess.Read(file, header, offset);
        return read < header.Length || OutputFrame.TryRead(header) is not null;
    }

    private byte[] ContentOf(OutputFrame frame, long position)
    {
        var content = new byte[frame.Length];
        FileWindow.ReadWhole(file, content, position + OutputFrame.HeaderBytes);
        return content;
    }
}
