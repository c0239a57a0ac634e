using System.Text.Json;
using Aops.Native.Files;

namespace Aops.Server.Backups;

/// <summary>The newest backup of a data folder, which the folder remembers (<c>last-backup.json</c>).</summary>
/// <param name="At">When its database was copied.</param>
/// <param name="Folder">Where it is.</param>
/// <param name="Bytes">Bytes of all its files.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record LastBackup(DateTimeOffset At, string Folder, long Bytes, double Seconds)
{
    /// <summary>Reads it; null where there was none, or its file is damaged.</summary>
    public static LastBackup? Read(ServerFolder folder)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(folder.LastBackup), BackupJson.Default.LastBackup);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is JsonException)
        {
            return null;
        }
    }

    /// <summary>Remembers it.</summary>
    public void Write(ServerFolder folder) => AtomicFile.Write(
        folder.LastBackup, JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.LastBackup));
}
