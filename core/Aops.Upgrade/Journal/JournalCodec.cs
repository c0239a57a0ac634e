using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Aops.Contracts.Json.Diagnosis;

namespace Aops.Upgrade.Journal;

/// <summary>
/// Bytes of a journal file: <c>{"journal":{…},"crc32c":"89abcdef"}</c>, then spaces up to a multiple of
/// <see cref="BlockBytes"/> and a line end. The checksum covers the bytes of the inner object and detects
/// truncation and damage; it does not protect against tampering. The padding allows the file to be overwritten in
/// place on a full disk.
/// </summary>
internal static class JournalCodec
{
    internal const int BlockBytes = 4096;
    internal const int FileBytesMax = 256 * 1024;

    private static ReadOnlySpan<byte> Head => "{\"journal\":"u8;

    private static ReadOnlySpan<byte> Middle => ",\"crc32c\":\""u8;

    private static ReadOnlySpan<byte> Tail => "\"}"u8;

    private const int ChecksumChars = 8;

    public static byte[] Encode(UpgradeJournal journal)
    {
        var inner = JsonSerializer.SerializeToUtf8Bytes(journal, UpgradeJson.Default.UpgradeJournal);
        var length = Head.Length + inner.Length + Middle.Length + ChecksumChars + Tail.Length + 1;
        var file = new byte[(length + BlockBytes - 1) / BlockBytes * BlockBytes];
        file.AsSpan().Fill((byte)' ');
        var rest = file.AsSpan();
        Append(ref rest, Head);
        Append(ref rest, inner);
        Append(ref rest, Middle);
        Append(ref rest, Encoding.ASCII.GetBytes(Checksum(inner)));
        Append(ref rest, Tail);
        file[^1] = (byte)'\n';
        return file;
    }

    /// <summary>Decodes a file; null with a reason if it is incomplete or damaged.</summary>
    public static UpgradeJournal? TryDecode(ReadOnlySpan<byte> file, out string fault)
    {
        var text = file.TrimEnd(" \n"u8);
        var innerLength = text.Length - Head.Length - Middle.Length - ChecksumChars - Tail.Length;
        if (text.IsEmpty) fault = "it is empty";
        else if (innerLength <= 0 || !text.StartsWith(Head) || !text.EndsWith(Tail)) fault = "it is cut or noise";
        else
        {
            var inner = text.Slice(Head.Length, innerLength);
            var middle = text.Slice(Head.Length + innerLength, Middle.Length);
            var checksum = text.Slice(Head.Length + innerLength + Middle.Length, ChecksumChars);
            if (middle.SequenceEqual(Middle) && checksum.SequenceEqual(Encoding.ASCII.GetBytes(Checksum(inner))))
                return Parse(inner, out fault);
            fault = "its checksum does not fit";
        }
        return null;
    }

    private static UpgradeJournal? Parse(ReadOnlySpan<byte> inner, out string fault)
    {
        fault = "";
        try
        {
            var journal = JsonSerializer.Deserialize(inner, UpgradeJson.Default.UpgradeJournal);
            if (journal is null) fault = "it holds null";
            // A JSON reader leaves null for a null item of a list.
            else if (journal.Failed.Any(failed => failed is null)) fault = "its list of failed versions holds null";
            else return journal;
        }
        catch (JsonException e)
        {
            // Undamaged, but written by a suite that uses values unknown to this version.
            fault = $"it is not a journal of this version: {JsonFaults.Explain(inner, UpgradeJson.Default.UpgradeJournal, e)}";
        }
        return null;
    }

    private static string Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes) crc = BitOperations.Crc32C(crc, b);
        return (~crc).ToString("x8", CultureInfo.InvariantCulture);
    }

    private static void Append(ref Span<byte> rest, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(rest);
        rest = rest[bytes.Length..];
    }
}
