using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Releases.Compression;
using Aops.Releases.Packages;
using Aops.Releases.Runbooks;

namespace Aops.Releases.Playbooks;

/// <summary>Packs the folder of a playbook: files by name, with a fixed time and owner, so that equal folders give equal bytes.</summary>
public static class PlaybookPacker
{
    /// <summary>The file of the folder that describes the playbook; it becomes the signed runbook, and is not packed.</summary>
    public const string DescriptionFile = "runbook.json";

    private const int Level = 9;
    private const int UstarNameBytesMax = 100;
    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Lists the files of a set, relative to its folder and in the order of the archive.</summary>
    /// <exception cref="InvalidDataException">It holds what no set may; each fault is a line.</exception>
    public static IReadOnlyList<string> FilesOf(string folder)
    {
        var (files, faults) = (new List<string>(), new List<string>());
        Walk(new DirectoryInfo(folder), "", files, faults);
        files.Remove(DescriptionFile);
        if (files.Count > PlaybookArchive.FilesMax) faults.Add($"it holds more than {PlaybookArchive.FilesMax} files");
        if (faults.Count > 0) throw new InvalidDataException(string.Join('\n', faults));
        files.Sort(string.CompareOrdinal);
        return files;
    }

    /// <summary>Packs a folder.</summary>
    /// <returns>The archive, and what the runbook says of it.</returns>
    /// <exception cref="InvalidDataException">It holds what no set may, or is too large.</exception>
    public static (byte[] Content, PlaybookArchive Archive) Pack(string folder)
    {
        var files = FilesOf(folder);
        long unpacked = files.Sum(file => new FileInfo(Path.Combine(folder, file)).Length);
        if (unpacked > PlaybookArchive.UnpackedBytesMax)
            throw new InvalidDataException($"its files have {unpacked} bytes, more than {PlaybookArchive.UnpackedBytesMax}");
        using var output = new MemoryStream();
        using (var packed = new ZstdWriteStream(output, Level, Limits.ZstdWindowLogMax))
        {
            using (var tar = new TarWriter(packed, TarEntryFormat.Ustar, leaveOpen: true))
            {
                foreach (var file in files) WriteEntry(tar, folder, file);
            }
            packed.Complete();
        }
        var content = output.ToArray();
        if (content.Length > PlaybookArchive.BytesMax)
            throw new InvalidDataException($"the archive has {content.Length} bytes, more than {PlaybookArchive.BytesMax}");
        return (content, new PlaybookArchive
        {
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
            LengthBytes = content.Length, UnpackedBytes = (int)unpacked,
        });
    }

    private static void Walk(DirectoryInfo folder, string prefix, List<string> files, List<string> faults)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            var path = prefix + entry.Name;
            if (PackagePath.Fault(path) is { } fault) faults.Add($"{PackagePath.Shown(path)}: the name {fault}");
            else if (entry.LinkTarget is not null) faults.Add($"{path}: is a link, which no host unpacks; put the file itself there");
            else if (entry is DirectoryInfo { Name: ".git" }) faults.Add($"{path}: is that of git; give a folder that holds the playbook alone");
            else if (entry is DirectoryInfo below) Walk(below, path + "/", files, faults);
            else if (!FileTypes.IsRegular(entry.FullName)) faults.Add($"{path}: is no regular file");
            else files.Add(path);
        }
    }

    private static void WriteEntry(TarWriter tar, string folder, string path)
    {
        var file = Path.Combine(folder, path);
        using var content = File.OpenRead(file);
        PosixTarEntry entry = Encoding.UTF8.GetByteCount(path) > UstarNameBytesMax
            ? new GnuTarEntry(TarEntryType.RegularFile, path)
            {
                AccessTime = DateTimeOffset.UnixEpoch, ChangeTime = DateTimeOffset.UnixEpoch,
            }
            : new UstarTarEntry(TarEntryType.RegularFile, path);
        entry.ModificationTime = DateTimeOffset.UnixEpoch;
        (entry.Uid, entry.Gid, entry.UserName, entry.GroupName) = (0, 0, "", "");
        entry.Mode = (File.GetUnixFileMode(file) & AnyExecute) != 0 ? AtomicFile.Executable : AtomicFile.Public;
        entry.DataStream = content;
        tar.WriteEntry(entry);
    }
}
