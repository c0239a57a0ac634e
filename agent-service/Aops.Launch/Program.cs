using Aops.Launch;
using Aops.Launch.Runs;
using Aops.Native.Processes;
using Aops.Native.Programs;

return ProgramEntry.Run("aops-launch", () =>
{
    if (args is ["child", ..]) return ChildLaunch.Run(args.AsSpan(1));
    if (args is ["--version"]) return Launcher.PrintVersion();
    if (args is ["--help" or "-h"]) return Launcher.PrintHelp();
    if (args is [RunLaunch.Verb, ..]) return RunLaunch.Run(args.AsSpan(1));
    // A shell, the service CLI, an init script or a member starts the pair; nothing of their environment is
    // inherited.
    CleanStart.OfService();
    if (args is ["guard", ..]) return GuardLaunch.Run(args.AsSpan(1));
    return LaunchArguments.TryParse(args, out var arguments, out var fault)
        ? Launcher.Run(arguments)
        : Launcher.RefuseUsage(fault);
});
