using Aops.Native.Files.Trees;

namespace Aops.Native.Files;

/// <summary>Writes a file for another user inside a directory that this user does not own.</summary>
public static class OwnedFile
{
    /// <summary>
    /// Writes a file durably and sets its owner before it gets its name, so that it never exists with the wrong owner.
    /// </summary>
    /// <param name="path">The file; its parent belongs to this process's user, and no other may write there.</param>
    /// <param name="content">The complete content.</param>
    /// <param name="mode">Mode of the file.</param>
    /// <param name="userId">Owner of the file.</param>
    /// <param name="groupId">Group of the file.</param>
    /// <exception cref="IOException">It cannot be written, or its owner cannot be set.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode, uint userId, uint groupId)
    {
        using var pending = new PendingFile(path, AtomicFile.Private);
        pending.Stream.Write(content);
        if (TreeCalls.ChangeOwner(pending.Stream.SafeFileHandle, userId, groupId) != 0)
            throw PosixException.Last("fchown", $"{path} to user {userId}");
        // After the owner, whose change clears mode bits.
        File.SetUnixFileMode(pending.Stream.SafeFileHandle, mode);
        pending.Commit();
    }
}
