using Aops.Contracts;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Processes;
using Aops.Upgrade.Launching;

namespace Aops.Launch;

/// <summary>
/// <c>aops-launch guard --root R [--detach]</c>: the guard process of a pair without a service manager.
/// </summary>
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
        var log = new LaunchLog(layout, "guard");
        return more.IsEmpty ? Guard(layout, log) : Detach(layout, log);
    }

    private static int Guard(AopsLayout layout, LaunchLog log)
    {
        IgnoreSignals();
        var revival = new PairRevival(layout, TimeProvider.System, role => StartPeer(layout, role), log.Say);
        return new PairGuard(layout, revival, () => Renew(layout), log.Say).Run();
    }

    private static void StartPeer(AopsLayout layout, Role role) => Spawn.Start(new SpawnRequest
    {
        Path = LauncherCommand.Program(layout),
        Arguments = LauncherCommand.Arguments(layout, role),
        Environment = StartEnvironment.Clean(),
    });

    // Starts the guard as a grandchild; this intermediate process ends.
    private static int Detach(AopsLayout layout, LaunchLog log)
    {
        try
        {
            Spawn.Start(new SpawnRequest
            {
                Path = LauncherCommand.Program(layout),
                Arguments = LauncherCommand.GuardArguments(layout),
                Environment = StartEnvironment.Clean(),
            });
            return ExitCodes.Ok;
        }
        catch (PosixException e)
        {
            log.Say(GuardStarter.Describe(e));
            return ExitCodes.OsError;
        }
    }

    private static void Renew(AopsLayout layout)
    {
        try
        {
            ProcessImage.Replace(
                LauncherCommand.Program(layout), LauncherCommand.GuardArguments(layout), StartEnvironment.Clean());
        }
        catch (PosixException)
        {
            // exec failed: this process continues with the memory that it has.
            IgnoreSignals();
        }
    }

    private static void IgnoreSignals()
    {
        StraySignals.Ignore();
        // The guard does not wait for its children: with SIGCHLD ignored the kernel reaps them.
        Signal.Ignore(Signal.SIGCHLD);
    }
}
