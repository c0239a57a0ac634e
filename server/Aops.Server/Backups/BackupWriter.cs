using System.Diagnostics;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Server.Storage;
using Aops.Server.Storage.Transfers;

namespace Aops.Server.Backups;

/// <summary>
/// Writes a backup while the server runs or does not: the database first, in one snapshot, then the files of the data folder.
/// It grows beside its place, is read again from end to end, and takes its place by one rename. A user who reads it can
/// pose as the server, as the keys of the authority are in it: its folder has mode 0700, its files 0600.
/// </summary>
/// <param name="folder">The data folder.</param>
/// <param name="database">The database of the server.</param>
/// <param name="report">Is told how far it is.</param>
internal sealed class BackupWriter(
    ServerFolder folder, DatabaseAddress database, TimeProvider clock, Action<string> report)
{
    /// <summary>End of the name of a backup that is being written.</summary>
    public const string PartialSuffix = ".partial";

    /// <summary>Writes a backup.</summary>
    /// <param name="target">A folder that is not there, or is empty.</param>
    /// <exception cref="StartupFault">The target is not empty, or the database or a file cannot be read.</exception>
    /// <exception cref="IOException">The target cannot be written; nothing of it stays.</exception>
    public (BackupManifest Manifest, TimeSpan Time) Write(string target)
    {
        var watch = Stopwatch.StartNew();
        target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        CheckEmpty(target);
        var partial = target + PartialSuffix;
        try
        {
            FileTree.Delete(partial);
            AtomicFile.CreateDirectory(partial, AtomicFile.PrivateDirectory);
            var backup = new BackupFolder(partial);
            var manifest = Fill(backup, except: target);
            backup.Write(manifest);
            new BackupVerifier(backup, report).Verify();
            if (Directory.Exists(target)) Directory.Delete(target);
            AtomicFile.Rename(partial, target);
            new LastBackup(manifest.CreatedAt, target, manifest.TotalBytes(), watch.Elapsed.TotalSeconds).Write(folder);
            return (manifest, watch.Elapsed);
        }
        catch
        {
            FileTree.Delete(partial);
            throw;
        }
    }

    private static void CheckEmpty(string target)
    {
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
        {
            throw new StartupFault(ExitCodes.CannotWrite,
                $"{target} is there and not empty; a backup overwrites nothing: name a folder that is not there yet");
        }
    }

    private BackupManifest Fill(BackupFolder backup, string except)
    {
        report("database");
        var at = clock.GetUtcNow();
        // Before the database: whatever head of the audit it names is then in the copy of the database, too.
        var heads = Path.GetRelativePath(folder.Root, folder.AuditHeads);
        var copied = Copy(backup, heads);
        using var dialect = database.Open(lockWait: null);
        var facts = SnapshotFile.Write(dialect, backup.Database, report);
        var (bytes, sha256) = DigestingCopy.Read(backup.Database);
        var files = new List<BackupFile> { new(BackupFolder.DatabaseName, bytes, sha256, "600") };
        if (copied is not null) files.Add(copied);
        var paths = DataFiles.List(folder, except).Where(path => path != heads).ToList();
        for (var index = 0; index < paths.Count; index++)
        {
            report($"files: {index + 1} of {paths.Count}");
            if (Copy(backup, paths[index]) is { } file) files.Add(file);
        }
        return new BackupManifest
        {
            Format = BackupManifest.FormatNow,
            ServerVersion = Product.Version,
            CreatedAt = at,
            Database = dialect.Name,
            Schema = facts.Schema,
            Hosts = facts.Hosts,
            Files = files,
        };
    }

    // Null for a file that has gone in the meantime, such as the metadata of a version before.
    private BackupFile? Copy(BackupFolder backup, string path)
    {
        var (from, to) = (Path.Combine(folder.Root, path), Path.Combine(backup.Root, path));
        try
        {
            var mode = File.GetUnixFileMode(from);
            CreateParents(backup.Root, Path.GetDirectoryName(path)!);
            var (bytes, sha256) = DigestingCopy.Copy(from, to, AtomicFile.Private);
            return new BackupFile(path, bytes, sha256, Convert.ToString((int)mode, 8));
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private static void CreateParents(string root, string path)
    {
        var at = root;
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Combine(at, part);
            AtomicFile.CreateDirectory(at, AtomicFile.PrivateDirectory);
        }
    }
}
