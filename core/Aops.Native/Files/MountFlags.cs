namespace Aops.Native.Files;

/// <summary>How the file system of a path is mounted (statvfs(3)).</summary>
public static class MountFlags
{
    // struct statvfs of 64-bit glibc: eleven words and some spare ones; f_flag is the tenth.
    private const int StatusWords = 32;
    private const int FlagWord = 9;
    private const ulong ST_NOEXEC = 8;

    /// <summary>Whether no program is executed from there; false where that cannot be told.</summary>
    /// <param name="path">A file or folder that exists.</param>
    public static bool IsNoExec(string path) => (Of(path) & ST_NOEXEC) != 0;

    private static ulong Of(string path)
    {
        Span<ulong> status = stackalloc ulong[StatusWords];
        return FileCalls.FileSystem(path, status) == 0 ? status[FlagWord] : 0;
    }
}
