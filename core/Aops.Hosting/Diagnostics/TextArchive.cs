using System.Formats.Tar;
using System.IO.Compression;
using Aops.Native.Files;

namespace Aops.Hosting.Diagnostics;

/// <summary>Writes texts as <c>.tar.gz</c>, for those who help from afar; how long they are is bounded by the caller.</summary>
public static class TextArchive
{
    /// <summary>Writes it; mode 0600.</summary>
    /// <param name="file">The file; it is replaced whole.</param>
    /// <param name="parts">Names and contents.</param>
    /// <param name="at">The time that the parts have; that of their writing without it.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(
        string file, IEnumerable<(string Name, byte[] Content)> parts, DateTimeOffset? at = null) =>
        AtomicFile.Write(file, target => Write(target, parts, at), AtomicFile.Private);

    /// <summary>Writes it to a stream, which stays open.</summary>
    /// <param name="parts">Names and contents.</param>
    /// <param name="at">The time that the parts have; that of their writing without it.</param>
    public static void Write(Stream target, IEnumerable<(string Name, byte[] Content)> parts, DateTimeOffset? at = null)
    {
        using var zip = new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true);
        using var tar = new TarWriter(zip, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var (name, bytes) in parts)
        {
            using var content = new MemoryStream(bytes);
            var entry = new PaxTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = content, Mode = AtomicFile.Private,
            };
            if (at is { } time) entry.ModificationTime = time;
            tar.WriteEntry(entry);
        }
    }
}
