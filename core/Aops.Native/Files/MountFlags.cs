namespace Aops.Native.Files;

/// <summary>Mount flags of the file system at a path (statvfs(3)).</summary>
public static class MountFlags
{
    // struct statvfs of 64-bit glibc: eleven words and spare ones; f_flag is the tenth.
    private const int StatusWords = 32;
    private const int FlagWord = 9;
    private const ulong ST_NOEXEC = 8;

    /// <summary>Whether the file system is mounted <c>noexec</c>; false if that cannot be determined.</summary>
    /// <param name="path">An existing file or directory.</param>
    public static bool IsNoExec(string path) => (Of(path) & ST_NOEXEC) != 0;

    private static ulong Of(string path)
    {
        Span<ulong> status = stackalloc ulong[StatusWords];
        return FileCalls.FileSystem(path, status) == 0 ? status[FlagWord] : 0;
    }
}
