using Aops.Native.Files;

namespace Aops.Native.Processes;

/// <summary>
/// A folder with programs, and the one way to tell whether a process executes one of them. A path proves nothing: a
/// container, a chroot and a mount namespace show other files by the same path, and links and bind mounts show the same
/// files by another. So the folder that the process sees by its program's path is compared with ours by device and
/// inode.
/// </summary>
/// <param name="folder">The folder, absolute; it needs not exist.</param>
public sealed class ProgramFolder(string folder)
{
    private const string Deleted = " (deleted)";

    // All our programs have it. What other names execute may lie on a network mount that hangs: it is not looked at.
    private const string NamePrefix = "aops-";

    // /opt/aops/releases/VERSION/bin/PROGRAM: deeper lies no program of ours.
    private const int DepthMax = 4;

    /// <summary>The folder.</summary>
    public string Path => folder;

    /// <summary>The program of this folder that a process of ours executes.</summary>
    /// <param name="pid">The process.</param>
    /// <returns>
    /// The program's path within the folder, for instance <c>bin/aops-launch</c>, also where it was deleted since; null if
    /// the process is gone, may not be asked, executes something else, or is not <see cref="ProcessOrigin.IsOurs"/>.
    /// </returns>
    /// <exception cref="PosixException">No descriptor or memory is left: there may be such a process.</exception>
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

    // The path has no links in it: the kernel shows none.
    private bool IsFolder(int pid, string path)
    {
        var ours = FileStatus.TryRead(folder, followsLink: true);
        var theirs = ProcessOrigin.StatusOf(pid, path);
        return ours is { } own && theirs is { } other
            ? own.IsSameFile(other)
            // The whole folder was deleted under the process: only its name is left.
            : ours is null && theirs is null && path == RealPath.Of(folder) && ProcessOrigin.SharesMounts(pid);
    }
}
