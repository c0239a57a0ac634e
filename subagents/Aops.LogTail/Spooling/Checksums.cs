using System.Numerics;
using System.Runtime.InteropServices;

namespace Aops.LogTail.Spooling;

/// <summary>CRC-32C (RFC 3720, appendix B.4), by the processor's own instruction where it has one.</summary>
internal static class Checksums
{
    internal static uint Of(ReadOnlySpan<byte> bytes) => ~Add(uint.MaxValue, bytes);

    /// <summary>Goes on from the value after earlier bytes.</summary>
    internal static uint Add(uint value, ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words) value = BitOperations.Crc32C(value, word);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..]) value = BitOperations.Crc32C(value, rest);
        return value;
    }
}
