using System.Text;
using Aops.Hosting.Diagnostics;

namespace Aops.AgentService.Diagnose;

/// <summary>
/// Writes parts as <c>.tar.gz</c> of at most 10 MiB: that many bytes are left before they are compressed, so that no content makes it
/// longer. Of a part that does not fit the end stays, where a log tells what happened last.
/// </summary>
internal static class DiagnosisBundle
{
    /// <summary>Bytes of the bundle.</summary>
    public const int BytesMax = 10 * 1024 * 1024;

    /// <summary>Bytes of one part.</summary>
    public const int PartBytesMax = 1024 * 1024;

    // What a header and its padding take at most, and what gzip adds to bytes that it cannot compress.
    private const int EntryBytes = 4096;
    private const int Reserve = 64 * 1024;
    private const int LineBytesMax = 16 * 1024;

    /// <summary>Writes it; mode 0600.</summary>
    /// <param name="file">The file; it is replaced whole.</param>
    /// <returns>The parts as they are in it; the first one tells of the others.</returns>
    public static IReadOnlyList<DiagnosisPart> Write(
        string file, IReadOnlyList<DiagnosisPart> parts, DateTimeOffset now)
    {
        var bounded = Bound(parts);
        TextArchive.Write(file, Texts(bounded), now);
        return bounded;
    }

    /// <summary>Writes it to a stream, such as standard output.</summary>
    /// <returns>The parts as they are in it.</returns>
    public static IReadOnlyList<DiagnosisPart> Write(
        Stream target, IReadOnlyList<DiagnosisPart> parts, DateTimeOffset now)
    {
        var bounded = Bound(parts);
        TextArchive.Write(target, Texts(bounded), now);
        return bounded;
    }

    private static IEnumerable<(string Name, byte[] Content)> Texts(IReadOnlyList<DiagnosisPart> bounded) =>
        bounded.Prepend(Content(bounded)).Select(part => (part.Name, Encoding.UTF8.GetBytes(part.Text)));

    private static List<DiagnosisPart> Bound(IReadOnlyList<DiagnosisPart> parts)
    {
        var left = BytesMax - Reserve - EntryBytes;
        var bounded = new List<DiagnosisPart>();
        foreach (var part in parts)
        {
            var room = Math.Min(PartBytesMax, left - EntryBytes);
            if (room <= 0) break;
            var cut = part with { Text = End(part.Text, room) };
            left -= Encoding.UTF8.GetByteCount(cut.Text) + EntryBytes;
            bounded.Add(cut);
        }
        return bounded;
    }

    private static DiagnosisPart Content(IEnumerable<DiagnosisPart> parts) => new(
        "CONTENT.txt", "What is in this bundle.", string.Concat(parts.Select(part => $"{part.Name}: {part.Meaning}\n")));

    private static string End(string text, int room)
    {
        const string cut = "[the beginning was left out]\n";
        var bytes = Encoding.UTF8.GetBytes(text);
        if (bytes.Length <= room) return text;
        var start = bytes.Length - Math.Max(0, room - cut.Length);
        // A line that is cut is left out; of a very long one the end stays, from a whole character on.
        var line = bytes.AsSpan(start, Math.Min(LineBytesMax, bytes.Length - start)).IndexOf((byte)'\n');
        if (line >= 0) start += line + 1;
        else while (start < bytes.Length && (bytes[start] & 0xC0) == 0x80) start++;
        return cut + Encoding.UTF8.GetString(bytes.AsSpan(start));
    }
}
