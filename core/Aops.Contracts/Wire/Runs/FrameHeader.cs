using System.Buffers.Binary;

namespace Aops.Contracts.Wire.Runs;

/// <summary>
/// Header of a frame of output. Bytes: the stream (1), the time in microseconds since 1970 (8, little-endian), the length
/// of what follows (4, little-endian). Output is a sequence of frames, and its offsets count bytes of that sequence.
/// </summary>
/// <param name="Stream">What the frame holds.</param>
/// <param name="Microseconds">When it was read, in microseconds since 1970 UTC.</param>
/// <param name="Length">Bytes that follow.</param>
public readonly record struct FrameHeader(OutputStream Stream, long Microseconds, int Length)
{
    /// <summary>Length of a header.</summary>
    public const int Bytes = 13;

    /// <summary>Longest content of a frame.</summary>
    public const int ContentBytesMax = 64 * 1024;

    /// <summary>Length of the whole frame.</summary>
    public int FrameBytes => Bytes + Length;

    /// <summary>A time as a header has it.</summary>
    public static long MicrosecondsOf(DateTimeOffset at) =>
        (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Writes the header.</summary>
    /// <param name="target">Its first <see cref="Bytes"/> are written.</param>
    public void Write(Span<byte> target)
    {
        target[0] = (byte)Stream;
        BinaryPrimitives.WriteInt64LittleEndian(target[1..], Microseconds);
        BinaryPrimitives.WriteInt32LittleEndian(target[9..], Length);
    }

    /// <summary>Reads a header without judging it.</summary>
    /// <param name="source">At least <see cref="Bytes"/>.</param>
    public static FrameHeader Parse(ReadOnlySpan<byte> source) => new(
        (OutputStream)source[0], BinaryPrimitives.ReadInt64LittleEndian(source[1..]),
        BinaryPrimitives.ReadInt32LittleEndian(source[9..]));

    /// <summary>Reads a header.</summary>
    /// <param name="source">What begins with it.</param>
    /// <returns>Null if it is too short, or no header.</returns>
    public static FrameHeader? TryRead(ReadOnlySpan<byte> source)
    {
        if (source.Length < Bytes) return null;
        var header = Parse(source);
        var isStream = header.Stream is OutputStream.Out or OutputStream.Error or OutputStream.Gap;
        return isStream && header.Length is >= 0 and <= ContentBytesMax ? header : null;
    }
}
