namespace Aops.Native.Files;

/// <summary>
/// Reads a file from a directory that another user can write to. No link is followed, no fifo blocks the reader,
/// and a hard link to a file of a third user is refused (creating one needs no permission to read that file).
/// </summary>
public static class UntrustedFile
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="bytesMax">Longest content that is accepted.</param>
    /// <param name="owner">
    /// The accepted owner, beside root and the user of this process; null for the owner of the file's directory.
    /// </param>
    /// <returns>
    /// The content; null if the file does not exist, is too long, grows while it is read, has a second hard link,
    /// belongs to another user, or is a link or not regular.
    /// </returns>
    /// <exception cref="PosixException">No descriptor or memory is left, so the file may exist.</exception>
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
