using Aops.Contracts;
using Aops.Native.Files;
using Aops.Server.Storage;

namespace Aops.Server.Backups;

/// <summary>
/// Puts a backup back, into an empty data folder and the database in it, or an empty one elsewhere. A mark in the folder
/// stands for the time of it, so that no server starts on a part; a restore that was interrupted is repeated from its
/// beginning.
/// </summary>
internal sealed class BackupRestorer(BackupFolder backup, Action<string> report)
{
    /// <summary>Verifies the backup, and puts it back.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="address">The database; null for the file in the folder.</param>
    /// <exception cref="StartupFault">The backup is damaged, or the folder or the database is not empty.</exception>
    public BackupManifest Restore(string data, DatabaseAddress? address)
    {
        var manifest = new BackupVerifier(backup, report).Verify();
        CheckEmpty(data);
        var folder = ServerFolder.Create(data);
        using var dataLock = folder.AcquireLock();
        AtomicFile.Write(folder.RestoreMark, $"from {backup.Root}\n");
        for (var index = 0; index < manifest.Files.Count; index++)
        {
            report($"restore: {index + 1} of {manifest.Files.Count} files");
            var file = manifest.Files[index];
            if (file.Path != BackupFolder.DatabaseName) Place(file, folder.Root);
        }
        PlaceDatabase(folder, address);
        AtomicFile.Delete(folder.RestoreMark);
        return manifest;
    }

    private static void CheckEmpty(string data)
    {
        data = Path.GetFullPath(data);
        if (File.Exists(Path.Combine(data, ServerFolder.RestoreMarkName)) || !Directory.Exists(data)) return;
        var there = Directory.EnumerateFileSystemEntries(data)
            .FirstOrDefault(entry => Path.GetFileName(entry) != "lost+found");
        if (there is null) return;
        throw new StartupFault(ExitCodes.CannotWrite,
            $"the data folder {data} is not empty ({Path.GetFileName(there)} is in it), and nothing was changed: a restore " +
            "overwrites nothing. Give another folder by --data, or move this one away");
    }

    private void Place(BackupFile file, string root)
    {
        var to = Path.Combine(root, file.Path);
        var from = backup.PathOf(file);
        AtomicFile.CreateDirectory(Path.GetDirectoryName(to)!);
        var (_, sha256) = DigestingCopy.Copy(from, to, ModeOf(file));
        if (sha256 != file.Sha256) throw backup.Damaged($"{file.Path} has changed while it was read");
    }

    private UnixFileMode ModeOf(BackupFile file)
    {
        try
        {
            return (UnixFileMode)Convert.ToInt32(file.Mode, 8) & AtomicFile.Executable;
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            throw backup.Damaged($"its manifest gives {file.Path} the mode {file.Mode}");
        }
    }

    private void PlaceDatabase(ServerFolder folder, DatabaseAddress? address)
    {
        report("restore: the database");
        if (address is null or DatabaseAddress.Sqlite)
        {
            var file = address is DatabaseAddress.Sqlite other ? other.File : folder.DatabaseFile;
            if (file != folder.DatabaseFile && new FileInfo(file) is { Exists: true, Length: > 0 })
            {
                throw new StartupFault(ExitCodes.CannotWrite,
                    $"the database {file} is there already; a restore overwrites nothing");
            }
            foreach (var log in new[] { file + "-wal", file + "-shm" }) File.Delete(log);
            AtomicFile.Copy(backup.Database, file, AtomicFile.Private);
            if (file != folder.DatabaseFile) AtomicFile.Write(folder.DatabaseName, file + "\n");
            return;
        }
        var copy = folder.DatabaseFile + ".restoring";
        AtomicFile.Copy(backup.Database, copy, AtomicFile.Private);
        StoreMove.Run(new DatabaseAddress.Sqlite(copy), address, report);
        foreach (var remains in new[] { copy, copy + "-wal", copy + "-shm" }) File.Delete(remains);
        AtomicFile.Write(folder.DatabaseName, address.Name + "\n");
    }
}
