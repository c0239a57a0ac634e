namespace Aops.Native.Files;

/// <summary>
/// Reads a file that another user may have put there: no link is followed, no pipe can block the reader, and no name of
/// a file of somebody else is taken for his own (a hard link has two names, and needs no right to read).
/// </summary>
public static class UntrustedFile
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytesMax">Longest content that is taken.</param>
    /// <param name="owner">
    /// Whose file it may be, beside root and the user of this process; null for the owner of the folder that it is in.
    /// </param>
    /// <returns>
    /// The content; null if there is no such file, or if it is longer, grows, has a second name, belongs to somebody
    /// else, or is a link or no regular file.
    /// </returns>
    /// <exception cref="PosixException">No descriptor or memory is left: there may be such a file.</exception>
    public static byte[]? TryRead(string path, int bytesMax, uint? owner = null)
    {
        using var file = FileCalls.Open(
            path, FileCalls.O_RDONLY | FileCalls.O_CLOEXEC | FileCalls.O_NONBLOCK | FileCalls.O_NOFOLLOW, 0);
        if (file.IsInvalid)
        {
            var error = PosixException.Last("open", path);
            return error.IsShortage ? throw error : null;
        }
        try
        {
            if (!IsOwnFile(FileStatus.Of(file), path, owner)) return null;
            var content = new byte[Math.Min(RandomAccess.GetLength(file), bytesMax) + 1];
            var length = 0;
            while (length < content.Length)
            {
                var count = RandomAccess.Read(file, content.AsSpan(length), length);
                if (count == 0) return content[..length];
                length += count;
            }
            return null;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is NotSupportedException)
        {
            return null;
        }
    }

    private static bool IsOwnFile(FileStatus status, string path, uint? owner)
    {
        if (!status.IsRegular || status.Links != 1) return false;
        if (status.UserId == 0 || status.UserId == CurrentUser.EffectiveId) return true;
        return status.UserId == (owner ?? FileStatus.TryRead(Path.GetDirectoryName(path)!)?.UserId);
    }
}
