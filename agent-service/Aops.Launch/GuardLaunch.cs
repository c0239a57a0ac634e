using Aops.Contracts;
using Aops.Upgrade.Launching;

namespace Aops.Launch;

/// <summary><c>aops-launch guard --root R [--detach]</c>: the third process, where no service manager runs the pair.</summary>
internal static class GuardLaunch
{
    public static int Run(ReadOnlySpan<string> args)
    {
        if (args is not ["--root", var root, .. var more] || !Path.IsPathRooted(root)
            || more is not ([] or ["--detach"]))
        {
            return Launcher.RefuseUsage("guard needs --root with an absolute path");
        }
        var layout = new AopsLayout(root);
        var guard = new PairGuard(layout, TimeProvider.System, new LaunchLog(layout, "guard").Say);
        return more.IsEmpty ? guard.Run() : guard.Detach();
    }
}
