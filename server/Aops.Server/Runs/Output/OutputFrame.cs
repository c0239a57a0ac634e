using System.Buffers.Binary;
using System.Text;
using Aops.Contracts.Wire.Runs;

namespace Aops.Server.Runs.Output;

/// <summary>
/// Header of a frame of output (<see cref="FrameHeader"/>), as hosts send it and files hold it: those of later hosts may be
/// longer, and files have one kind more.
/// </summary>
/// <param name="Stream">One of the numbers below.</param>
/// <param name="Microseconds">When the host read it, in microseconds since 1970 UTC.</param>
/// <param name="Length">Bytes that follow.</param>
internal readonly record struct OutputFrame(byte Stream, long Microseconds, int Length)
{
    /// <summary>Bytes of standard output.</summary>
    public const byte Out = (byte)OutputStream.Out;

    /// <summary>Bytes of standard error.</summary>
    public const byte Error = (byte)OutputStream.Error;

    /// <summary>A number of bytes that are missing, 8 bytes, little-endian: a frame of the host's own.</summary>
    public const byte Gap = (byte)OutputStream.Gap;

    /// <summary>The same, in files alone: bytes of the host's sequence of frames that this server does not have.</summary>
    public const byte Skip = 4;

    /// <summary>Length of a header.</summary>
    public const int HeaderBytes = FrameHeader.Bytes;

    /// <summary>Length of a frame that tells of missing bytes.</summary>
    public const int GapBytes = HeaderBytes + sizeof(long);

    private const int ContentBytesMax = RunLimits.OutputPieceBytesMax;

    private static readonly long MicrosecondsMax =
        FrameHeader.MicrosecondsOf(DateTimeOffset.MaxValue);

    /// <summary>Length of the whole frame.</summary>
    public int Bytes => HeaderBytes + Length;

    /// <summary>When the host read it; a time that no calendar has becomes the nearest one.</summary>
    public DateTimeOffset At => DateTimeOffset.UnixEpoch.AddMicroseconds(Math.Clamp(Microseconds, 0, MicrosecondsMax));

    /// <summary>Whether it tells of missing bytes.</summary>
    public bool IsGap => Stream is Gap or Skip;

    /// <summary>Reads a header.</summary>
    /// <returns>Null if there are too few bytes, or they are no header.</returns>
    public static OutputFrame? TryRead(ReadOnlySpan<byte> source)
    {
        if (source.Length < HeaderBytes) return null;
        var header = FrameHeader.Parse(source);
        var frame = new OutputFrame((byte)header.Stream, header.Microseconds, header.Length);
        return frame.Stream is Out or Error or Gap or Skip && frame.Length is >= 0 and <= ContentBytesMax
            && (!frame.IsGap || frame.Length == sizeof(long))
                ? frame
                : null;
    }

    /// <summary>Frames of standard output with a text, none of which ends within a character.</summary>
    public static byte[] OfText(string text, long microseconds)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var frames = new MemoryStream(bytes.Length + HeaderBytes);
        Span<byte> header = stackalloc byte[HeaderBytes];
        for (var position = 0; position < bytes.Length;)
        {
            var end = Math.Min(bytes.Length, position + FrameHeader.ContentBytesMax);
            while (end < bytes.Length && (bytes[end] & 0xC0) == 0x80) end--;
            new FrameHeader(OutputStream.Out, microseconds, end - position).Write(header);
            frames.Write(header);
            frames.Write(bytes, position, end - position);
            position = end;
        }
        return frames.ToArray();
    }

    /// <summary>A frame that tells of missing bytes.</summary>
    public static byte[] OfSkip(long missing, long microseconds)
    {
        var bytes = new byte[GapBytes];
        new FrameHeader((OutputStream)Skip, microseconds, sizeof(long)).Write(bytes);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(HeaderBytes), missing);
        return bytes;
    }

    /// <summary>The number of missing bytes in the content of such a frame.</summary>
    public static long MissingIn(ReadOnlySpan<byte> content) =>
        Math.Max(0, BinaryPrimitives.ReadInt64LittleEndian(content));

    /// <summary>Why bytes of a host are not whole frames; null where they are.</summary>
    public static string? FindFault(ReadOnlySpan<byte> bytes)
    {
        for (var position = 0; position < bytes.Length;)
        {
            if (TryRead(bytes[position..]) is not { Stream: not Skip } frame)
                return $"The bytes from {position} on are no header of a frame.";
            if (frame.Bytes > bytes.Length - position)
                return $"The frame at {position} has {frame.Bytes} bytes, of which {bytes.Length - position} are there.";
            position += frame.Bytes;
        }
        return null;
    }
}
