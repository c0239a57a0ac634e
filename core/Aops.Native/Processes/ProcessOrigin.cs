using System.Globalization;
using Aops.Native.Files;

namespace Aops.Native.Processes;

/// <summary>
/// Where a process comes from. The kernel shows processes of containers among those of their host, and by paths that
/// look like the host's.
/// </summary>
public static class ProcessOrigin
{
    /// <summary>Whether it runs as the user of this process, among the same processes, and sees the same files.</summary>
    /// <param name="pid">The process.</param>
    public static bool IsOurs(int pid) =>
        ProcCredentials.TryRead(pid)?.Are(CurrentUser.EffectiveId) == true && SharesPids(pid) && SharesRoot(pid);

    /// <summary>Whether it is in the pid namespace of this process (pid_namespaces(7)).</summary>
    /// <param name="pid">The process.</param>
    public static bool SharesPids(int pid) =>
        ReadLink(pid, "ns/pid") is { } space && space == ReadLink(Environment.ProcessId, "ns/pid");

    /// <summary>Whether its root folder is that of this process.</summary>
    /// <param name="pid">The process.</param>
    public static bool SharesRoot(int pid) =>
        FileStatus.TryRead(NameOf(pid, "root"), followsLink: true) is { } root
        && FileStatus.TryRead("/") is { } own && root.IsSameFile(own);

    /// <summary>
    /// Whether its root folder is that of this process, or one within it that it has chosen (chroot(2)). Seen from within a
    /// chroot, the processes outside of it are neither.
    /// </summary>
    /// <param name="pid">The process.</param>
    public static bool IsWithinRoot(int pid) =>
        SharesRoot(pid)
        || (ReadLink(pid, "root") is { Length: > 1 } path
            && FileStatus.TryRead(path) is { } here
            && FileStatus.TryRead(NameOf(pid, "root"), followsLink: true) is { } root && root.IsSameFile(here));

    /// <summary>Whether it is in the mount namespace of this process (mount_namespaces(7)).</summary>
    /// <param name="pid">The process.</param>
    public static bool SharesMounts(int pid) =>
        ReadLink(pid, "ns/mnt") is { } space && space == ReadLink(Environment.ProcessId, "ns/mnt");

    /// <summary>Whether it sees by a path what this process sees by it (same device and inode).</summary>
    /// <param name="pid">The process.</param>
    /// <param name="path">The path, absolute; links in it are ours.</param>
    public static bool Sees(int pid, string path) =>
        FileStatus.TryRead(path, followsLink: true) is { } own
        && StatusOf(pid, RealPath.Of(path)) is { } other && own.IsSameFile(other);

    /// <summary>What a process sees by a path.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="path">The path, absolute and without links.</param>
    internal static FileStatus? StatusOf(int pid, string path) => FileStatus.TryRead(NameOf(pid, "root") + path);

    /// <summary>The program that it executes; null if it is gone or may not be asked.</summary>
    /// <param name="pid">The process.</param>
    /// <returns>The path without links in it; it may end in <c> (deleted)</c>.</returns>
    public static string? ProgramOf(int pid) => ReadLink(pid, "exe");

    private static string NameOf(int pid, string file) =>
        string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/{file}");

    private static string? ReadLink(int pid, string file)
    {
        try
        {
            return new FileInfo(NameOf(pid, file)).LinkTarget;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            return null;
        }
    }
}
