using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aops.Contracts;
using Aops.Releases;
using Aops.Releases.Compression;
using Aops.Releases.Packages;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Output;

namespace Aops.ReleaseTool.Packing;

/// <summary>
/// Writes a package: <c>manifest.json</c> first, then the files by name, with a fixed time and owner. With
/// the same version of this program, the same folder gives the same bytes on every machine.
/// </summary>
internal static class PackageWriter
{
    // ustar splits longer names at a slash and cannot represent all; GNU long names can.
    private const int UstarNameBytesMax = 100;

    /// <param name="progress">Is told how many bytes of the files are packed.</param>
    public static void Write(
        string folder, PackageManifest manifest, int level, Stream output, WorkProgress progress)
    {
        var done = 0L;
        void Count(int bytes) => progress.Report(done += bytes, manifest.UnpackedBytes);

        using var packed = new ZstdWriteStream(output, level, Limits.ZstdWindowLogMax);
        using (var tar = new TarWriter(packed, TarEntryFormat.Ustar, leaveOpen: true))
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest, ReleasesJson.Default.PackageManifest);
            using (var content = new MemoryStream(bytes))
                WriteFile(tar, PackageManifest.FileName, "0644", content);
            foreach (var file in manifest.Files) WriteEntry(tar, folder, file, Count);
        }
        packed.Complete();
    }

    private static void WriteEntry(TarWriter tar, string folder, ManifestFile file, Action<int> count)
    {
        if (file.Link is { } link)
        {
            var entry = Make(TarEntryType.SymbolicLink, file.Path, longest: link);
            entry.LinkName = link;
            entry.Mode = (UnixFileMode)0x1FF;
            tar.WriteEntry(entry);
            return;
        }
        using var content = File.OpenRead(Path.Combine(folder, file.Path));
        if (content.Length != file.SizeBytes
            || Convert.ToHexStringLower(SHA256.HashData(content)) != file.Sha256)
        {
            throw new ToolException(ExitCodes.BadData, $"{content.Name} was changed while it was packed; try again");
        }
        content.Position = 0;
        using var counted = new CountedStream(content, count);
        WriteFile(tar, file.Path, file.Mode!, counted);
    }

    private static void WriteFile(TarWriter tar, string path, string mode, Stream content)
    {
        var entry = Make(TarEntryType.RegularFile, path, longest: path);
        entry.Mode = (UnixFileMode)Convert.ToInt32(mode, 8);
        entry.DataStream = content;
        tar.WriteEntry(entry);
    }

    private static PosixTarEntry Make(TarEntryType type, string path, string longest)
    {
        var isLong = Encoding.UTF8.GetByteCount(path) > UstarNameBytesMax
            || Encoding.UTF8.GetByteCount(longest) > UstarNameBytesMax;
        PosixTarEntry entry = isLong
            ? new GnuTarEntry(type, path)
            {
                AccessTime = DateTimeOffset.UnixEpoch,
                ChangeTime = DateTimeOffset.UnixEpoch,
            }
            : new UstarTarEntry(type, path);
        entry.ModificationTime = DateTimeOffset.UnixEpoch;
        entry.Uid = 0;
        entry.Gid = 0;
        entry.UserName = "";
        entry.GroupName = "";
        return entry;
    }
}
