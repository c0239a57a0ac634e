using Aops.Native;
using Aops.Native.Files;
using Mono.Unix.Native;

namespace Aops.Supervision.Children;

/// <summary>The folder that a sub-agent keeps its own state in.</summary>
internal static class DataDirectory
{
    /// <summary>
    /// Creates it, and gives it to the user that the sub-agent runs as; also again when another version of it runs as
    /// another user. Only the folder changes hands: what an earlier user made in it stays that user's, and the new one may
    /// replace it.
    /// </summary>
    /// <param name="plan">The plan.</param>
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
            // One that runs as spm may write there anyway; but what it writes is not for an earlier user to replace.
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
            throw new StartFault($"{plan.DataDirectory} cannot be given to user {account.UserId}: {e.Message}");
        }
    }

    // lchown: a link in its place, which only spm's own user could have made, would not be followed.
    private static void Give(string directory, uint user, uint group)
    {
        if (Syscall.lchown(directory, unchecked((int)user), unchecked((int)group)) != 0)
            throw new StartFault($"{directory} cannot be given to user {user}");
    }
}
