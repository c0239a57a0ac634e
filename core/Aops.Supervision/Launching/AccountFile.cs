using Aops.Native;
using Aops.Native.Files;

namespace Aops.Supervision.Launching;

/// <summary>Files that a program of some user needs.</summary>
public static class AccountFile
{
    /// <summary>Writes a file that belongs to a user; it never exists with another owner or mode.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode, UnixAccount account)
    {
        if (account.UserId == CurrentUser.EffectiveId) AtomicFile.Write(path, content, mode);
        else OwnedFile.Write(path, content, mode, account.UserId, account.GroupId);
    }
}
