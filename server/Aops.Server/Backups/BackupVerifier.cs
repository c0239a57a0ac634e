using Aops.Native.Files;
using Aops.Server.Storage.Transfers;

namespace Aops.Server.Backups;

/// <summary>Reads a backup from end to end: every file against its digest, then the database against itself.</summary>
internal sealed class BackupVerifier(BackupFolder backup, Action<string> report)
{
    /// <summary>Verifies it; nothing is changed.</summary>
    /// <exception cref="StartupFault">It is not whole, or damaged: the message names the first such file.</exception>
    public BackupManifest Verify()
    {
        var manifest = backup.ReadManifest();
        CheckDigests(manifest);
        report("verify: the database");
        try
        {
            var facts = SnapshotFile.Check(backup.Database);
            if (facts != new SnapshotFacts(manifest.Schema, manifest.Hosts))
                throw backup.Damaged($"its database is of schema {facts.Schema} with {facts.Hosts} hosts, not as it says");
            return manifest;
        }
        catch (InvalidDataException e)
        {
            throw backup.Damaged(e.Message);
        }
    }

    private void CheckDigests(BackupManifest manifest)
    {
        for (var index = 0; index < manifest.Files.Count; index++)
        {
            report($"verify: {index + 1} of {manifest.Files.Count} files");
            var file = manifest.Files[index];
            try
            {
                var (bytes, sha256) = DigestingCopy.Read(backup.PathOf(file));
                if (bytes != file.Bytes) throw backup.Damaged($"{file.Path} has {bytes} bytes, and had {file.Bytes}");
                if (sha256 != file.Sha256) throw backup.Damaged($"the content of {file.Path} is another than it was");
            }
            catch (Exception e) when (FileFaults.IsFileFault(e))
            {
                throw backup.Damaged($"{file.Path} cannot be read: {e.Message}");
            }
        }
        if (manifest.Files.All(file => file.Path != BackupFolder.DatabaseName))
            throw backup.Damaged("its manifest names no database");
    }
}
