namespace Aops.Native.Files;

/// <summary>Reads a file that another user may have put there: no link is followed, and no pipe can block the reader.</summary>
public static class UntrustedFile
{
    /// <summary>Reads a whole file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytesMax">Longest content that is taken.</param>
    /// <returns>The content; null if there is no such file, or if it is longer, grows, or is a link or no regular file.</returns>
    /// <exception cref="PosixException">No descriptor or memory is left: there may be such a file.</exception>
    public static byte[]? TryRead(string path, int bytesMax)
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
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }
}
