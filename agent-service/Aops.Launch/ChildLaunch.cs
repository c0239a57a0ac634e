using Aops.Native.Processes;
using Aops.Supervision.Children;

namespace Aops.Launch;

/// <summary>
/// <c>aops-launch child …</c>: sets up a sub-agent's process (user, directory, limits) and executes its
/// program. The set-up is code of the supervision library, which this runs in the launcher's process.
/// </summary>
internal static class ChildLaunch
{
    public static int Run(ReadOnlySpan<string> args)
    {
        ProcessImage.ResetInheritedSignals();
        return ChildSetup.Run(args.ToArray());
    }
}
