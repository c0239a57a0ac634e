namespace Aops.Native.Files;

/// <summary>What the file system below a path is like (statvfs(3)).</summary>
/// <param name="FreeBytes">Bytes that this user may still write.</param>
/// <param name="FreeInodes">Files that this user may still make; null where the file system makes them as it needs them.</param>
/// <param name="IsNoExec">Whether it is mounted <c>noexec</c>.</param>
public readonly record struct FileSystemFacts(long FreeBytes, long? FreeInodes, bool IsNoExec)
{
    private const ulong NoExec = 8;

    /// <summary>Asks the kernel.</summary>
    /// <param name="path">A path that is there.</param>
    /// <exception cref="PosixException">It cannot be asked.</exception>
    public static unsafe FileSystemFacts Of(string path)
    {
        FileSystemCalls.Status status;
        if (FileSystemCalls.Ask(path, &status) != 0) throw PosixException.Last("statvfs", path);
        return new(
            (long)Math.Min(status.BlocksAvailable * status.FragmentBytes, long.MaxValue),
            status.Files == 0 ? null : (long)Math.Min(status.FilesAvailable, long.MaxValue),
            (status.Flags & NoExec) != 0);
    }
}
