using Aops.LogTail.Records;
using Aops.Native.Files;

namespace Aops.LogTail.Files;

/// <summary>Finds what a rotation made of a file, in the folder of that file.</summary>
internal static class RotatedFiles
{
    private static readonly string[] Compressed = [".gz", ".zst", ".xz", ".bz2", ".lz4", ".zip", ".Z"];

    internal static bool IsCompressed(string path) =>
        Compressed.Any(suffix => path.EndsWith(suffix, StringComparison.Ordinal));

    /// <summary>The file itself under another name (rotation by rename).</summary>
    internal static LogFile? FindRenamed(FileState state) =>
        Candidates(state.Path, onlyRelated: false, file => file.Device == state.Device && file.Inode == state.Inode
            && file.Fits(state));

    /// <summary>A copy that was made before the file was truncated (<c>copytruncate</c> of logrotate).</summary>
    internal static LogFile? FindCopy(FileState state, Func<LogFile, bool> isFree) => state.HeadBytes == 0 ? null
        : Candidates(state.Path, onlyRelated: true,
            file => file.Inode != state.Inode && file.Length > state.Offset && isFree(file) && file.Fits(state));

    // The newest first: an older copy of a file that always begins the same is not the one.
    private static LogFile? Candidates(string path, bool onlyRelated, Func<LogFile, bool> fits)
    {
        try
        {
            var files = new DirectoryInfo(Path.GetDirectoryName(path)!).EnumerateFiles()
                .Where(file => !IsCompressed(file.Name) && (!onlyRelated || IsRelated(file.FullName, path)))
                .OrderByDescending(file => file.LastWriteTimeUtc).ToList();
            foreach (var candidate in files)
            {
                if (LogFile.TryOpen(candidate.FullName, followsLinks: false) is not { } file) continue;
                if (fits(file)) return file;
                file.Dispose();
            }
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            // The folder is gone, or may not be read: nothing is found.
        }
        return null;
    }

    // app.log: app.log.1, app.log-20261128, app-20261128.log
    private static bool IsRelated(string candidate, string path) =>
        candidate.StartsWith(Path.Combine(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path)),
            StringComparison.Ordinal);
}
