namespace Aops.AgentService.Uninstall;

/// <summary>
/// Removes folders of ours. A link is removed and never followed, so nothing outside of them is touched; a folder
/// that was made read-only is opened first.
/// </summary>
internal static class TreeRemoval
{
    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
    };

    /// <summary>Removes a file, a link or a whole folder; one that is not there is no fault.</summary>
    /// <param name="path">What to remove.</param>
    /// <param name="keep">Files that stay, absolute; the folders above them stay too.</param>
    /// <returns>Whether there was anything.</returns>
    /// <exception cref="IOException">Something cannot be removed, for instance a mount point.</exception>
    internal static bool Remove(string path, IReadOnlySet<string>? keep = null)
    {
        var info = new FileInfo(path);
        if (info.LinkTarget is not null || info.Exists)
        {
            if (keep?.Contains(path) == true) return true;
            File.Delete(path);
            return true;
        }
        if (!Directory.Exists(path)) return false;
        RemoveFolder(new DirectoryInfo(path), keep);
        return true;
    }

    /// <summary>Removes a folder if it is empty; anything else is left as it is.</summary>
    internal static void RemoveIfEmpty(string path)
    {
        var folder = new DirectoryInfo(path);
        if (folder.Exists && folder.LinkTarget is null && !folder.EnumerateFileSystemInfos("*", Everything).Any())
            folder.Delete();
    }

    // Depth-first by hand: Directory.Delete knows nothing of files to keep, and stops at a read-only folder.
    private static bool RemoveFolder(DirectoryInfo folder, IReadOnlySet<string>? keep)
    {
        const UnixFileMode open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        if ((folder.UnixFileMode & open) != open) folder.UnixFileMode |= open;
        var isEmpty = true;
        foreach (var entry in folder.EnumerateFileSystemInfos("*", Everything))
        {
            if (keep?.Contains(entry.FullName) == true)
                isEmpty = false;
            else if (entry is DirectoryInfo child && entry.LinkTarget is null)
                isEmpty &= RemoveFolder(child, keep);
            else
                File.Delete(entry.FullName);
        }
        if (isEmpty) folder.Delete();
        return isEmpty;
    }
}
