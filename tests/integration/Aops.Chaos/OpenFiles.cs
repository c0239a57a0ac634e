using System.Runtime.InteropServices;

namespace Aops.Chaos;

/// <summary>The limit on open files of another process (prlimit(2)).</summary>
internal static partial class OpenFiles
{
    /// <summary>What processes have on the hosts that the suite is for.</summary>
    public const ulong Usual = 1024;

    private const int RLIMIT_NOFILE = 7;
    private const ulong HardMax = 4096;

    /// <summary>How many it has open; null if it is gone.</summary>
    public static int? Count(int pid)
    {
        try
        {
            return Directory.GetFileSystemEntries($"/proc/{pid}/fd").Length;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Sets the soft limit.</summary>
    public static unsafe bool TryLimit(int pid, ulong count)
    {
        var limits = stackalloc ulong[2] { count, HardMax };
        return SetLimit(pid, RLIMIT_NOFILE, limits, null) == 0;
    }

    [LibraryImport("libc", EntryPoint = "prlimit")]
    private static unsafe partial int SetLimit(int pid, int resource, ulong* anew, ulong* old);
}
