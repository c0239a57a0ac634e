using Aops.Native.Files;

namespace Aops.Native.Processes;

/// <summary>
/// A directory with programs; determines whether a process executes one of them. A path proves nothing: containers,
/// chroots and mount namespaces show other files under the same path, and links and bind mounts show the same files
/// under another. So the directory as seen by the process is compared with this process's by device and inode.
/// </summary>
/// <param name="folder">The directory, absolute; it need not exist.</param>
public sealed class ProgramFolder(string folder)
{
    private const string Deleted = " (deleted)";

    // All programs of the suite have this prefix. Other programs may be on a hanging network mount and are not
    // examined.
    private const string NamePrefix = "aops-";

    // /opt/aops/releases/VERSION/bin/PROGRAM: no program of the suite is deeper.
    private const int DepthMax = 4;

    /// <summary>Path of the directory.</summary>
    public string Path => folder;

    /// <summary>The program of this directory that a process executes.</summary>
    /// <returns>
    /// Path of the program within the directory, for instance <c>bin/aops-launch</c>, even if it was deleted since;
    /// null if the process has ended, access is denied, it executes another program, or it is not
    /// <see cref="ProcessOrigin.IsOurs"/>.
    /// </returns>
    /// <exception cref="PosixException">
    /// No descriptor or memory is left, so there may be such a process.
    /// </exception>
    public string? ProgramOf(int pid)
    {
        if (ProcessOrigin.ProgramOf(pid) is not { } program || !System.IO.Path.IsPathRooted(program)) return null;
        if (program.EndsWith(Deleted, StringComparison.Ordinal)) program = program[..^Deleted.Length];
        if (!System.IO.Path.GetFileName(program.AsSpan()).StartsWith(NamePrefix, StringComparison.Ordinal)) return null;
        var depth = 1;
        for (var above = System.IO.Path.GetDirectoryName(program);
             above is { Length: > 1 } && depth <= DepthMax;
             above = System.IO.Path.GetDirectoryName(above), depth++)
        {
            if (!IsFolder(pid, above)) continue;
            return ProcessOrigin.IsOurs(pid) ? program[(above.Length + 1)..] : null;
        }
        return null;
    }

    // The kernel reports the path without links.
    private bool IsFolder(int pid, string path)
    {
        var ours = FileStatus.TryRead(folder, followsLink: true);
        var theirs = ProcessOrigin.StatusOf(pid, path);
        return ours is { } own && theirs is { } other
            ? own.IsSameFile(other)
            // The directory was deleted under the running process, so only its path can be compared.
            : ours is null && theirs is null && path == RealPath.Of(folder) && ProcessOrigin.SharesMounts(pid);
    }
}
