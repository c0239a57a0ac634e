using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Local;

namespace Aops.Ipc;

/// <summary>Frames of the local socket: 4 bytes of length, little-endian, then that many bytes of JSON.</summary>
public static class FrameCodec
{
    private const int PrefixBytes = sizeof(uint);

    /// <summary>
    /// Makes what the first frame needs, some milliseconds of work, so that it is there when the first one comes. From
    /// any thread.
    /// </summary>
    public static void Prepare() => _ = ContractsJson.Default.LocalMessage;

    /// <summary>Appends a message as one frame.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="message">The message.</param>
    /// <exception cref="FrameException">It is longer than <see cref="Limits.LocalFrameBytesMax"/>.</exception>
    public static void Write(IBufferWriter<byte> output, LocalMessage message)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.LocalMessage);
        if (body.Length > Limits.LocalFrameBytesMax)
        {
            throw new FrameException(
                $"a {message.GetType().Name} of {body.Length} bytes is over the limit of {Limits.LocalFrameBytesMax}");
        }
        var frame = output.GetSpan(PrefixBytes + body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)body.Length);
        body.CopyTo(frame[PrefixBytes..]);
        output.Advance(PrefixBytes + body.Length);
    }

    /// <summary>Takes one frame off the front of a buffer, if a whole one is there.</summary>
    /// <param name="buffer">The bytes; cut behind the frame on success.</param>
    /// <param name="message">The message.</param>
    /// <returns>Whether there was one; false asks for more bytes.</returns>
    /// <exception cref="FrameException">The bytes are no frame; the connection cannot go on.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out LocalMessage message)
    {
        message = null!;
        if (buffer.Length < PrefixBytes) return false;
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(prefix);
        // Judged by the prefix alone: nobody can make this side wait for, or hold, more than one frame.
        if (length is 0 or > Limits.LocalFrameBytesMax)
            throw new FrameException($"a frame announces {length} bytes; 1 to {Limits.LocalFrameBytesMax} are allowed");
        if (buffer.Length < PrefixBytes + length) return false;
        message = Parse(buffer.Slice(PrefixBytes, length));
        buffer = buffer.Slice(PrefixBytes + length);
        return true;
    }

    /// <summary>How long the frame is that begins with these bytes, or, before they tell, its prefix.</summary>
    internal static int BytesOf(ReadOnlySpan<byte> begin) => begin.Length < PrefixBytes
        ? PrefixBytes
        : PrefixBytes + (int)BinaryPrimitives.ReadUInt32LittleEndian(begin);

    private static LocalMessage Parse(ReadOnlySequence<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            return JsonSerializer.Deserialize(ref reader, ContractsJson.Default.LocalMessage)
                ?? throw new FrameException("a frame holds null");
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            throw new FrameException($"a frame is not a message of this version: {e.Message}", e);
        }
    }
}
