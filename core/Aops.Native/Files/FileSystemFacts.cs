namespace Aops.Native.Files;

/// <summary>Properties of the file system at a path (statvfs(3)).</summary>
/// <param name="FreeBytes">Bytes available to this user.</param>
/// <param name="FreeInodes">
/// Inodes available to this user; null if the file system allocates them on demand.
/// </param>
/// <param name="IsNoExec">Whether it is mounted <c>noexec</c>.</param>
/// <param name="SizeBytes">Size of the file system.</param>
public readonly record struct FileSystemFacts(long FreeBytes, long? FreeInodes, bool IsNoExec, long SizeBytes)
{
    private const ulong NoExec = 8;

    /// <summary>Reads them.</summary>
    /// <param name="path">An existing path.</param>
    /// <exception cref="PosixException">statvfs(3) failed.</exception>
    public static FileSystemFacts Of(string path) => TryOf(path) ?? throw PosixException.Last("statvfs", path);

    /// <summary>Reads them; null if statvfs(3) failed.</summary>
    /// <param name="path">An existing path.</param>
    public static unsafe FileSystemFacts? TryOf(string path)
    {
        FileSystemCalls.Status status;
        if (FileSystemCalls.Ask(path, &status) != 0) return null;
        return new FileSystemFacts(
            Bytes(status.BlocksAvailable, status.FragmentBytes),
            status.Files == 0 ? null : (long)Math.Min(status.FilesAvailable, long.MaxValue),
            (status.Flags & NoExec) != 0,
            Bytes(status.Blocks, status.FragmentBytes));
    }

    private static long Bytes(ulong blocks, ulong blockBytes) => (long)Math.Min(blocks * blockBytes, long.MaxValue);
}
