using System.Globalization;
using Aops.Native.Files;

namespace Aops.Native.Processes;

/// <summary>
/// Compares the namespaces and root of a process with those of this one. The kernel lists processes of containers
/// among those of the host, with paths that look like the host's.
/// </summary>
public static class ProcessOrigin
{
    /// <summary>
    /// Whether a process runs as this process's user, in the same pid namespace, and with the same files.
    /// </summary>
    public static bool IsOurs(int pid) =>
        ProcCredentials.TryRead(pid)?.Are(CurrentUser.EffectiveId) == true && SharesPids(pid) && SharesRoot(pid);

    /// <summary>Whether it is in the pid namespace of this process (pid_namespaces(7)).</summary>
    public static bool SharesPids(int pid) =>
        ReadLink(pid, "ns/pid") is { } space && space == ReadLink(Environment.ProcessId, "ns/pid");

    /// <summary>Whether its root directory is that of this process.</summary>
    public static bool SharesRoot(int pid) =>
        FileStatus.TryRead(NameOf(pid, "root"), followsLink: true) is { } root
        && FileStatus.TryRead("/") is { } own && root.IsSameFile(own);

    /// <summary>
    /// Whether its root directory is that of this process or a directory within it (chroot(2)). Seen from within a
    /// chroot, processes outside of it are neither.
    /// </summary>
    public static bool IsWithinRoot(int pid) =>
        SharesRoot(pid)
        || (ReadLink(pid, "root") is { Length: > 1 } path
            && FileStatus.TryRead(path) is { } here
            && FileStatus.TryRead(NameOf(pid, "root"), followsLink: true) is { } root && root.IsSameFile(here));

    /// <summary>Whether it is in the mount namespace of this process (mount_namespaces(7)).</summary>
    public static bool SharesMounts(int pid) =>
        ReadLink(pid, "ns/mnt") is { } space && space == ReadLink(Environment.ProcessId, "ns/mnt");

    /// <summary>Whether a path leads to the same file (device and inode) for a process as for this one.</summary>
    /// <param name="path">The path, absolute; links in it are resolved by this process.</param>
    public static bool Sees(int pid, string path) =>
        FileStatus.TryRead(path, followsLink: true) is { } own
        && StatusOf(pid, RealPath.Of(path)) is { } other && own.IsSameFile(other);

    /// <summary>The status of a path as a process sees it.</summary>
    /// <param name="path">The path, absolute and without links.</param>
    internal static FileStatus? StatusOf(int pid, string path) => FileStatus.TryRead(NameOf(pid, "root") + path);

    /// <summary>The program that a process executes; null if the process has ended or access is denied.</summary>
    /// <returns>The path without links; it may end with <c> (deleted)</c>.</returns>
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
