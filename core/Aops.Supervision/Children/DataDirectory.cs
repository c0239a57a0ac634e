using Aops.Native;
using Aops.Native.Files;

namespace Aops.Supervision.Children;

/// <summary>The folder that a sub-agent keeps its own state in.</summary>
internal static class DataDirectory
{
    /// <summary>Creates it, owned by the user that the sub-agent runs as.</summary>
    /// <param name="plan">The plan.</param>
    /// <exception cref="IOException">It cannot be created.</exception>
    public static void Ensure(LaunchPlan plan)
    {
        if (Directory.Exists(plan.DataDirectory)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(plan.DataDirectory)!);
        if (plan.Setup.Account is not { } account)
        {
            Directory.CreateDirectory(plan.DataDirectory, Durable.GroupDirectory);
            return;
        }
        try
        {
            OwnedDirectory.Ensure(plan.DataDirectory, Durable.GroupDirectory, account.UserId, account.GroupId);
        }
        catch (PosixException e)
        {
            throw new StartFault($"{plan.DataDirectory} cannot be given to user {account.UserId}: {e.Message}");
        }
    }
}
