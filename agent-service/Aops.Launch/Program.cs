using Aops.Launch;
using Aops.Native.Processes;

ProcessImage.ResetInheritedSignals();
if (args is ["--version"]) return Launcher.PrintVersion();
if (args is ["child", ..]) return ChildLaunch.Run(args.AsSpan(1));
if (args is ["guard", ..]) return GuardLaunch.Run(args.AsSpan(1));
return LaunchArguments.TryParse(args, out var arguments, out var fault)
    ? Launcher.Run(arguments)
    : Launcher.RefuseUsage(fault);
