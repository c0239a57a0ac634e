using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json.Diagnosis;
using Aops.Native.Files;

namespace Aops.Server.Backups;

/// <summary>A folder that holds one backup.</summary>
internal sealed class BackupFolder(string root)
{
    private const long ManifestBytesMax = 64 * 1024 * 1024;

    /// <summary>Name of the copy of the database, which is one of SQLite whatever the server uses.</summary>
    public const string DatabaseName = "aops.db";

    /// <summary>Name of the manifest.</summary>
    public const string ManifestName = "MANIFEST.json";

    public string Root => root;

    public string Manifest => Path.Combine(root, ManifestName);

    public string Database => Path.Combine(root, DatabaseName);

    /// <summary>The place of a file.</summary>
    /// <exception cref="StartupFault">Its path leads out of the backup.</exception>
    public string PathOf(BackupFile file)
    {
        var path = Path.GetFullPath(Path.Combine(root, file.Path));
        return path.StartsWith(Path.GetFullPath(root) + "/", StringComparison.Ordinal)
            ? path
            : throw Damaged($"its manifest names {file.Path}, which lies elsewhere");
    }

    /// <summary>Reads the manifest.</summary>
    /// <exception cref="StartupFault">There is none, or it cannot be understood.</exception>
    public BackupManifest ReadManifest()
    {
        try
        {
            if (new FileInfo(Manifest) is { Exists: true, Length: > ManifestBytesMax })
                throw Damaged($"its manifest is longer than {ManifestBytesMax} bytes");
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(Manifest), BackupJson.Default.BackupManifest)
                ?? throw Damaged("its manifest is empty");
            return manifest.Format == BackupManifest.FormatNow ? manifest : throw new StartupFault(ExitCodes.BadData,
                $"the backup {root} has the form {manifest.Format}, and this program knows {BackupManifest.FormatNow}: " +
                $"use the aops-server that wrote it ({manifest.ServerVersion}), or a newer one");
        }
        catch (JsonException e)
        {
            throw Damaged($"its manifest cannot be understood: {JsonFaults.Explain(e)}");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new StartupFault(ExitCodes.NoInput,
                $"{root} is no whole backup: there is no {ManifestName} in it, which is written last", e);
        }
    }

    /// <summary>Writes the manifest; the backup is whole from then on.</summary>
    public void Write(BackupManifest manifest) => AtomicFile.Write(
        Manifest, JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest));

    public StartupFault Damaged(string reason) => new(ExitCodes.BadData, $"the backup {root} is damaged: {reason}");
}
