using System.Globalization;
using System.Numerics;
using System.Text;

namespace Aops.Fuzz.Corpora;

/// <summary>Puts the right checksum into a journal that was changed; the format is written down in the journal's codec.</summary>
internal static class JournalChecksum
{
    private static ReadOnlySpan<byte> Head => "{\"journal\":"u8;

    private static ReadOnlySpan<byte> Middle => ",\"crc32c\":\""u8;

    /// <summary>The same with a right checksum; the input itself where there is no room for one.</summary>
    public static byte[] Mend(byte[] input)
    {
        var end = input.AsSpan().LastIndexOf(Middle);
        if (end < Head.Length || !input.AsSpan().StartsWith(Head)) return input;
        var inner = input[Head.Length..end];
        var crc = uint.MaxValue;
        foreach (var b in inner) crc = BitOperations.Crc32C(crc, b);
        var checksum = (~crc).ToString("x8", CultureInfo.InvariantCulture);
        return [.. Head, .. inner, .. Middle, .. Encoding.ASCII.GetBytes(checksum), .. "\"}"u8];
    }
}
