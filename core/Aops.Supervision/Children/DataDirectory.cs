using Mono.Unix.Native;

namespace Aops.Supervision.Children;

/// <summary>The folder that a sub-agent keeps its own state in.</summary>
internal static class DataDirectory
{
    private const UnixFileMode Mode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    /// <summary>Creates it, owned by the user that the sub-agent runs as.</summary>
    /// <param name="plan">The plan.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    public static void Ensure(LaunchPlan plan)
    {
        if (Directory.Exists(plan.DataDirectory)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(plan.DataDirectory)!);
        Directory.CreateDirectory(plan.DataDirectory, Mode);
        PosixLibrary.Require();
        if (plan.Setup.Account is { } account
            && Syscall.chown(plan.DataDirectory, unchecked((int)account.UserId), unchecked((int)account.GroupId)) != 0)
        {
            throw new StartFault($"{plan.DataDirectory} cannot be given to user {account.UserId}");
        }
    }
}
