using System.Buffers.Binary;

namespace Aops.LogTail.Spooling;

/// <summary>
/// What stands before each record of a segment. All numbers are little-endian: state bytes (4), records bytes (4),
/// CRC-32C of all else including both parts (4), lines (4), number of the first line (8), time in milliseconds since 1970 (8).
/// </summary>
internal readonly record struct RecordHeader(
    int StateBytes, int LinesBytes, uint Checksum, int Lines, long FirstSeq, long Time)
{
    internal const int Bytes = 32;

    /// <summary>Longest state and longest lines of one record; a longer one is no record.</summary>
    internal const int PartBytesMax = 32 * 1024 * 1024;

    internal int PayloadBytes => StateBytes + LinesBytes;

    internal static RecordHeader Of(
        ReadOnlySpan<byte> state, ReadOnlySpan<byte> lines, int count, long firstSeq, DateTimeOffset time)
    {
        var header = new RecordHeader(
            state.Length, lines.Length, 0, count, firstSeq, time.ToUnixTimeMilliseconds());
        return header with { Checksum = header.Sum(state, lines) };
    }

    internal void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, StateBytes);
        BinaryPrimitives.WriteInt32LittleEndian(target[4..], LinesBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(target[8..], Checksum);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], Lines);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], FirstSeq);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], Time);
    }

    /// <summary>Reads a header.</summary>
    /// <returns>Null if no record can have it.</returns>
    internal static RecordHeader? TryRead(ReadOnlySpan<byte> source)
    {
        var header = new RecordHeader(
            BinaryPrimitives.ReadInt32LittleEndian(source), BinaryPrimitives.ReadInt32LittleEndian(source[4..]),
            BinaryPrimitives.ReadUInt32LittleEndian(source[8..]), BinaryPrimitives.ReadInt32LittleEndian(source[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[16..]), BinaryPrimitives.ReadInt64LittleEndian(source[24..]));
        return header is
        {
            StateBytes: >= 0 and <= PartBytesMax, LinesBytes: >= 0 and <= PartBytesMax, Lines: >= 0, FirstSeq: > 0,
        } ? header : null;
    }

    /// <summary>Whether the parts are those that were written.</summary>
    internal bool Fits(ReadOnlySpan<byte> payload) =>
        payload.Length == PayloadBytes && Sum(payload[..StateBytes], payload[StateBytes..]) == Checksum;

    private uint Sum(ReadOnlySpan<byte> state, ReadOnlySpan<byte> lines)
    {
        Span<byte> head = stackalloc byte[Bytes];
        (this with { Checksum = 0 }).Write(head);
        return ~Checksums.Add(Checksums.Add(Checksums.Add(uint.MaxValue, head), state), lines);
    }
}
