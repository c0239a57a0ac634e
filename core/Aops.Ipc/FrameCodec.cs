using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Json.Diagnosis;
using Aops.Contracts.Local;

namespace Aops.Ipc;

/// <summary>
/// Encodes and decodes frames of the local socket: 4 bytes of length, little-endian, then that many bytes of JSON.
/// </summary>
public static class FrameCodec
{
    private const int PrefixBytes = sizeof(uint);

    /// <summary>
    /// Initializes the JSON contracts in advance, which takes some milliseconds, so that the first frame is not
    /// delayed. Safe from any thread.
    /// </summary>
    public static void Prepare() => _ = ContractsJson.Default.LocalMessage;

    /// <summary>Appends a message as one frame.</summary>
    /// <exception cref="FrameException">The frame would exceed <see cref="Limits.LocalFrameBytesMax"/>.</exception>
    public static void Write(IBufferWriter<byte> output, LocalMessage message)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.LocalMessage);
        if (body.Length > Limits.LocalFrameBytesMax)
        {
            throw new FrameException(
                $"a message of {body.Length} bytes is over the limit of {Limits.LocalFrameBytesMax}");
        }
        var frame = output.GetSpan(PrefixBytes + body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)body.Length);
        body.CopyTo(frame[PrefixBytes..]);
        output.Advance(PrefixBytes + body.Length);
    }

    /// <summary>Takes the first frame from a buffer, if it is complete.</summary>
    /// <param name="buffer">The bytes; advanced behind the frame on success.</param>
    /// <returns>Whether there was a complete frame; false if more bytes are needed.</returns>
    /// <exception cref="FrameException">The bytes are not a frame; the connection must be closed.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out LocalMessage message)
    {
        message = null!;
        if (buffer.Length < PrefixBytes) return false;
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(prefix);
        // The prefix alone decides, so that a peer can never make this process buffer more than one frame.
        if (length is 0 or > Limits.LocalFrameBytesMax)
            throw new FrameException($"a frame announces {length} bytes; 1 to {Limits.LocalFrameBytesMax} are allowed");
        if (buffer.Length < PrefixBytes + length) return false;
        message = Parse(buffer.Slice(PrefixBytes, length));
        buffer = buffer.Slice(PrefixBytes + length);
        return true;
    }

    /// <summary>
    /// Length of the frame that begins with these bytes; the length of its prefix if the prefix is incomplete.
    /// </summary>
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
        catch (JsonException e)
        {
            throw new FrameException($"a frame is not a message of this version: {JsonFaults.Explain(e)}", e);
        }
        catch (NotSupportedException e)
        {
            throw new FrameException("a frame is of a kind that is unknown to this version", e);
        }
    }
}
