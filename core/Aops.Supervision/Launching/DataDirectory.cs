using Aops.Native;
using Aops.Native.Files;
using Mono.Unix.Native;

namespace Aops.Supervision.Launching;

/// <summary>The directory for a sub-agent's own state.</summary>
internal static class DataDirectory
{
    /// <summary>
    /// Creates the directory and gives it to the sub-agent's user, also when another version runs as another user.
    /// Only the directory changes its owner: files of an earlier user stay that user's, and the new user may
    /// replace them.
    /// </summary>
    /// <exception cref="IOException">It cannot be created.</exception>
    public static void Ensure(LaunchPlan plan)
    {
        if (!Path.Exists(plan.DataDirectory))
        {
            Create(plan);
            return;
        }
        PosixLibrary.Require();
        if (Syscall.lstat(plan.DataDirectory, out var found) != 0)
            throw new IOException($"{plan.DataDirectory} cannot be looked at");
        if (plan.Setup.Account is not { } account)
        {
            // A sub-agent that runs as spm could write there anyway, but an earlier user must not be able to
            // replace what it writes.
            var own = CurrentUser.EffectiveId;
            if (found.st_uid != own) Give(plan.DataDirectory, own, found.st_gid);
            return;
        }
        if (found.st_uid != account.UserId || found.st_gid != account.GroupId)
            Give(plan.DataDirectory, account.UserId, account.GroupId);
    }

    private static void Create(LaunchPlan plan)
    {
        AtomicFile.CreateDirectory(Path.GetDirectoryName(plan.DataDirectory)!);
        if (plan.Setup.Account is not { } account)
        {
            AtomicFile.CreateDirectory(plan.DataDirectory, AtomicFile.GroupDirectory);
            return;
        }
        try
        {
            OwnedDirectory.Ensure(plan.DataDirectory, AtomicFile.GroupDirectory, account.UserId, account.GroupId);
        }
        catch (PosixException e)
        {
            throw new StartException($"{plan.DataDirectory} cannot be given to user {account.UserId}: {e.Message}");
        }
    }

    // lchown does not follow a link in its place, which only spm's own user could have made.
    private static void Give(string directory, uint user, uint group)
    {
        if (Syscall.lchown(directory, unchecked((int)user), unchecked((int)group)) != 0)
            throw new StartException($"{directory} cannot be given to user {user}");
    }
}
