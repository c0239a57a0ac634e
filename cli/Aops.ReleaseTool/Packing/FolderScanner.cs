using System.Security.Cryptography;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Releases.Packages;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Packing;

/// <summary>
/// Lists the files that a folder contributes to a package, sorted by bytes. Modes are normalized to 0755 or
/// 0644, so that the umask of a build machine does not change the package. Empty folders are left out.
/// </summary>
internal static class FolderScanner
{
    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode SetId = UnixFileMode.SetUser | UnixFileMode.SetGroup;

    /// <exception cref="ToolException">It has an entry that no package may have.</exception>
    public static IReadOnlyList<ManifestFile> Scan(string folder)
    {
        if (!Directory.Exists(folder)) throw new ToolException(ExitCodes.NoInput, $"the folder {folder} is not there");
        var files = new List<ManifestFile>();
        Walk(new DirectoryInfo(folder), "", files);
        files.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        return files;
    }

    private static void Walk(DirectoryInfo folder, string prefix, List<ManifestFile> files)
    {
        foreach (var entry in folder.EnumerateFileSystemInfos())
        {
            var path = prefix + entry.Name;
            // The manifest is generated; an existing file comes from an earlier unpacking.
            if (path == PackageManifest.FileName) continue;
            if (entry.LinkTarget is { } link) files.Add(new ManifestFile { Path = path, Link = link });
            else if (entry is DirectoryInfo below) Walk(below, path + "/", files);
            else files.Add(Describe((FileInfo)entry, path));
        }
    }

    private static ManifestFile Describe(FileInfo file, string path)
    {
        if (!FileTypes.IsRegular(file.FullName))
            throw new ToolException(ExitCodes.BadData, $"{file.FullName} is no regular file, and cannot be packed");
        if ((file.UnixFileMode & SetId) != 0)
            throw new ToolException(ExitCodes.BadData, $"{file.FullName} is set-uid or set-gid, and cannot be packed");
        using var content = file.OpenRead();
        return new ManifestFile
        {
            Path = path,
            Mode = (file.UnixFileMode & AnyExecute) != 0 ? "0755" : "0644",
            SizeBytes = content.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
        };
    }
}
