using System.Formats.Tar;
using System.Security.Cryptography;
using Aops.Contracts;
using Aops.Releases.Compression;
using Aops.Releases.Deltas;
using Aops.Releases.Packages;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Output;

namespace Aops.ReleaseTool.Deltas;

/// <summary>
/// Creates the delta between two packages: the archive of the newer one, encoded relative to the files of
/// the older one. Each file is encoded relative to the older file of the same path; the rest of the
/// archive, and files without an older version, is included literally. The result is compressed with zstd.
/// </summary>
internal sealed class DeltaMaker
{
    private const int Level = 19;
    private readonly byte[] _archive;

    private DeltaMaker(byte[] archive)
    {
        _archive = archive;
        ArchiveSha256 = Convert.ToHexStringLower(SHA256.HashData(archive));
    }

    /// <summary>SHA-256 of the archive within the newer package.</summary>
    public string ArchiveSha256 { get; }

    /// <summary>Opens the newer package; null if it is longer than the limit of deltas.</summary>
    public static DeltaMaker? TryOpen(string package)
    {
        using var packed = File.OpenRead(package);
        using var plain = new ZstdReadStream(packed, Limits.ZstdWindowLogMax);
        using var archive = new MemoryStream();
        var buffer = new byte[128 * 1024];
        int count;
        while ((count = plain.Read(buffer)) > 0)
        {
            if (archive.Length + count > Limits.DeltaArchiveBytesMax) return null;
            archive.Write(buffer, 0, count);
        }
        return new DeltaMaker(archive.ToArray());
    }

    /// <summary>Writes the delta from an unpacked older package.</summary>
    /// <param name="slot">Folder of the older package.</param>
    /// <param name="progress">Is told how much of the archive is encoded.</param>
    public void Write(string slot, Stream output, WorkProgress progress)
    {
        using var image = SlotImage.TryOpen(slot, manifestSha256: null)
            ?? throw new ToolException(ExitCodes.BadData, $"{slot} is no unpacked package");
        using var packed = new ZstdWriteStream(output, Level, Limits.ZstdWindowLogMax);
        var writer = new DeltaWriter(packed);
        var done = 0;
        foreach (var (path, start, length) in Files())
        {
            if (image.Find(path) is not { } older || older.LengthBytes > Limits.DeltaArchiveBytesMax) continue;
            writer.Take(_archive.AsSpan(done, start - done));
            var original = new byte[older.LengthBytes];
            image.Read(older.Start, original);
            Describe(writer, older.Start, original, _archive.AsSpan(start, length).ToArray(),
                at => progress.Report(start + at, _archive.Length));
            done = start + length;
            progress.Report(done, _archive.Length);
        }
        writer.Take(_archive.AsSpan(done));
        writer.Complete();
        packed.Complete();
    }

    private static void Describe(
        DeltaWriter writer, long originalStart, byte[] original, byte[] wanted, Action<int> report)
    {
        if (original.AsSpan().SequenceEqual(wanted))
        {
            writer.Add(originalStart, original, wanted);
            return;
        }
        foreach (var step in new DeltaMatcher(new SuffixIndex(original), wanted).Run())
        {
            writer.Add(originalStart + step.BaseStart, original.AsSpan(step.BaseStart, step.AddBytes),
                wanted.AsSpan(step.Start, step.AddBytes));
            writer.Take(wanted.AsSpan(step.Start + step.AddBytes, step.LiteralBytes));
            report(step.Start);
        }
    }

    private List<(string Path, int Start, int Length)> Files()
    {
        var files = new List<(string, int, int)>();
        using var archive = new MemoryStream(_archive, writable: false);
        using var reader = new TarReader(archive);
        while (reader.GetNextEntry() is { } entry)
        {
            if (entry.EntryType == TarEntryType.RegularFile && entry.Length > 0
                && entry.Name != PackageManifest.FileName)
            {
                files.Add((entry.Name, (int)entry.DataOffset, (int)entry.Length));
            }
        }
        return files;
    }
}
