using System.Globalization;
using Aops.Native.Files;

namespace Aops.Server.Backups;

/// <summary>The backups that a server has taken by itself: their names are the times at which they began.</summary>
internal sealed class BackupShelf(string folder)
{
    private const string Form = "'aops-'yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The folder of a backup that begins now.</summary>
    public string PathOf(DateTimeOffset now) =>
        Path.Combine(folder, now.UtcDateTime.ToString(Form, CultureInfo.InvariantCulture));

    /// <summary>Whole backups, the newest first; other folders are left alone.</summary>
    public IReadOnlyList<(string Path, DateTimeOffset At)> List() => !Directory.Exists(folder)
        ? []
        : [.. Directory.EnumerateDirectories(folder).Where(path => File.Exists(new BackupFolder(path).Manifest))
            .Select(path => (Path: path, At: TimeOf(path))).Where(each => each.At is not null)
            .Select(each => (each.Path, each.At!.Value)).OrderByDescending(each => each.Value)];

    /// <summary>Removes what is older than the newest ones, and what was not finished.</summary>
    /// <returns>How many whole backups were removed.</returns>
    public int Prune(int count)
    {
        var old = List().Skip(count).ToList();
        foreach (var (path, _) in old) FileTree.Delete(path);
        RemovePartial();
        return old.Count;
    }

    /// <summary>Removes what a server has left that ended while it wrote.</summary>
    public void RemovePartial()
    {
        if (!Directory.Exists(folder)) return;
        foreach (var path in Directory.EnumerateDirectories(folder, "aops-*" + BackupWriter.PartialSuffix))
            FileTree.Delete(path);
    }

    private static DateTimeOffset? TimeOf(string path) => DateTimeOffset.TryParseExact(
        Path.GetFileName(path), Form, CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
