using Aops.Native.Files.Trees;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files;

/// <summary>Creates a directory for another user inside a directory that this user does not own.</summary>
public static class OwnedDirectory
{
    /// <summary>
    /// Creates a directory and sets its owner before it gets its name, so that it never exists with the wrong
    /// owner. An existing file or directory of that name is not touched.
    /// </summary>
    /// <param name="path">The directory; its parent exists and belongs to this process's user.</param>
    /// <param name="mode">Mode of the directory.</param>
    /// <param name="userId">Owner of the directory.</param>
    /// <param name="groupId">Group of the directory.</param>
    /// <exception cref="PosixException">It cannot be created or its owner cannot be set.</exception>
    public static void Ensure(string path, UnixFileMode mode, uint userId, uint groupId)
    {
        if (Path.Exists(path)) return;
        var unfinished = path + ".new";
        FileTree.Delete(unfinished);
        Directory.CreateDirectory(unfinished, AtomicFile.PrivateDirectory);
        using (var directory = Open(unfinished))
        {
            if (TreeCalls.ChangeOwner(directory, userId, groupId) != 0)
                throw PosixException.Last("fchown", $"{path} to user {userId}");
            if (TreeCalls.ChangeMode(directory, (uint)mode) != 0) throw PosixException.Last("fchmod", path);
        }
        AtomicFile.Rename(unfinished, path);
    }

    private static SafeFileHandle Open(string path)
    {
        var directory = FileCalls.Open(path,
            FileCalls.O_RDONLY | FileCalls.O_DIRECTORY | FileCalls.O_NOFOLLOW | FileCalls.O_CLOEXEC, 0);
        if (!directory.IsInvalid) return directory;
        directory.Dispose();
        throw PosixException.Last("open", path);
    }
}
