
namespace Aops.Server.Backups;

/// <summary>
/// The files of a data folder that a backup holds beside the database: all but those that belong to the process that runs
/// there, uploads that are not published, and other backups. What a later version adds is thus in it.
/// </summary>
internal static class DataFiles
{
    /// <summary>Their paths below the folder, in the order in which they are to be copied.</summary>
    /// <param name="folder">The data folder, which a server may use.</param>
    /// <param name="except">A folder that is left out with all that is in it: where backups are written to.</param>
    public static IReadOnlyList<string> List(ServerFolder folder, string except)
    {
        var found = new List<string>();
        Walk(folder, folder.Root, Path.GetFullPath(except), found);
        // A timestamp refers to files that were published before it. Copied first, it refers to nothing that a
        // publish adds in the meantime.
        return [.. found.OrderBy(path => path.EndsWith("/timestamp.json", StringComparison.Ordinal) ? 0 : 1)
            .ThenBy(path => path, StringComparer.Ordinal)];
    }

    private static void Walk(ServerFolder folder, string directory, string except, List<string> found)
    {
        foreach (var entry in new DirectoryInfo(directory).EnumerateFileSystemInfos())
        {
            if (IsLeftOut(folder, entry, except)) continue;
            if (entry is DirectoryInfo inner) Walk(folder, inner.FullName, except, found);
            else found.Add(Path.GetRelativePath(folder.Root, entry.FullName));
        }
    }

    private static bool IsLeftOut(ServerFolder folder, FileSystemInfo entry, string except)
    {
        if (entry.FullName == except) return true;
        if (entry is DirectoryInfo)
        {
            return (Path.GetDirectoryName(entry.FullName) == folder.Repository && entry.Name.StartsWith('.'))
                || File.Exists(Path.Combine(entry.FullName, BackupFolder.ManifestName))
                || entry.Name.EndsWith(BackupWriter.PartialSuffix, StringComparison.Ordinal);
        }
        return entry.FullName == folder.Lock || entry.FullName == folder.DatabaseName
            || entry.FullName == folder.LastBackup || entry.FullName == folder.RestoreMark
            || entry.FullName.StartsWith(folder.DatabaseFile, StringComparison.Ordinal)
            || entry.Name.StartsWith(ServerFolder.BeforeSchemaPrefix, StringComparison.Ordinal)
            || entry.Name.StartsWith(".probe-", StringComparison.Ordinal)
            || entry.Name.EndsWith(".tmp", StringComparison.Ordinal);
    }
}
