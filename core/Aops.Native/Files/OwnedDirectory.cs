using Aops.Native.Files.Trees;
using Microsoft.Win32.SafeHandles;

namespace Aops.Native.Files;

/// <summary>A folder that is made for another user, in a folder that is not his.</summary>
public static class OwnedDirectory
{
    /// <summary>
    /// Makes a folder and gives it to a user before it has its name: nobody finds one that is not his yet, and what has
    /// the name already is not touched.
    /// </summary>
    /// <param name="path">The folder; the one that it is in exists, and belongs to this process's user.</param>
    /// <param name="mode">Its mode.</param>
    /// <param name="userId">Its owner.</param>
    /// <param name="groupId">Its group.</param>
    /// <exception cref="PosixException">It cannot be made or given away.</exception>
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
