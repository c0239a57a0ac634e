using Aops.Native.Processes;
using Aops.Supervision.Children;

namespace Aops.Launch;

/// <summary>
/// <c>aops-launch child …</c>: sets up a sub-agent's process (user, directory, limits) and executes it. The set-up is
/// supervision's own; this is where the launcher lends its process to it.
/// </summary>
internal static class ChildLaunch
{
    public static int Run(ReadOnlySpan<string> args)
    {
        ProcessImage.ResetInheritedSignals();
        return ChildSetup.Run(args.ToArray());
    }
}
