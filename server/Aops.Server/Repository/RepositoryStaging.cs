using Aops.Native.Files;

namespace Aops.Server.Repository;

/// <summary>
/// Uploads without a verified timestamp. They are served to the operator only, replace nothing, and are
/// limited in number, bytes and age: the oldest are deleted first.
/// </summary>
internal sealed class RepositoryStaging(RepositoryFolder folder, TimeProvider clock)
{
    /// <summary>Takes in a file that was received whole.</summary>
    /// <param name="temporary">The file.</param>
    /// <param name="staged">Its place here.</param>
    public void Add(string temporary, string staged)
    {
        MakeRoom(new FileInfo(temporary).Length);
        AtomicFile.CreateDirectory(Path.GetDirectoryName(staged)!);
        AtomicFile.Rename(temporary, staged);
    }

    /// <summary>Deletes uploads that are too old.</summary>
    public void RemoveOld() => RemoveOlderThan(ServerLimits.StagedAgeMax, () => true);

    /// <summary>
    /// Deletes the oldest files, as long as needed, but none that may belong to a publish in progress.
    /// </summary>
    /// <param name="isNeeded">Called before each file.</param>
    public void RemoveWhile(Func<bool> isNeeded) => RemoveOlderThan(ServerLimits.StagedAgeMin, isNeeded);

    /// <summary>Deletes staged metadata that no longer belongs to the rest.</summary>
    public void RemoveMetadata(Func<string, bool> isStale)
    {
        foreach (var file in Directory.GetFiles(folder.StagedMetadata))
        {
            if (isStale(Path.GetFileName(file))) File.Delete(file);
        }
    }

    private void MakeRoom(long bytes)
    {
        var files = OldestFirst();
        var total = files.Sum(file => file.Length);
        var left = files.Count;
        foreach (var file in files)
        {
            if (total + bytes <= ServerLimits.StagedBytesMax && left < ServerLimits.StagedFilesMax) return;
            total -= file.Length;
            left--;
            file.Delete();
        }
    }

    private void RemoveOlderThan(TimeSpan age, Func<bool> isNeeded)
    {
        var limit = clock.GetUtcNow().UtcDateTime - age;
        foreach (var file in OldestFirst())
        {
            if (file.LastWriteTimeUtc >= limit || !isNeeded()) return;
            file.Delete();
        }
    }

    private List<FileInfo> OldestFirst() =>
    [
        .. new DirectoryInfo(folder.Staging).EnumerateFiles("*", SearchOption.AllDirectories)
            .OrderBy(file => file.LastWriteTimeUtc),
    ];
}
