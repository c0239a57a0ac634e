using System.Diagnostics;
using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Processes;
using Aops.Upgrade.Launching;

namespace Aops.Launch;

/// <summary>Starts a member in place of this process.</summary>
internal static class Launcher
{
    private const string HeapVariable = "GLIBC_TUNABLES";

    // One heap for all threads, and no freed blocks that each thread retains: they come to 240 KB a thread within
    // hours, and no trim takes them back. Native code allocates rarely here (docs/measurements/SOAK.md).
    private const string OneSmallHeap = "glibc.malloc.arena_max=1:glibc.malloc.tcache_count=0";

    public static int Run(LaunchArguments arguments)
    {
        var begun = Stopwatch.GetTimestamp();
        var log = new LaunchLog(arguments.Layout, arguments.Role.ShortName());
        new GuardStarter(arguments.Layout, TimeProvider.System, log.Say).Start();
        var launcher = new SlotLauncher(arguments.Layout, arguments.Role, TimeProvider.System, log.Say);
        return launcher.Run((program, passedOver) =>
        {
            if (arguments.IsTraced)
            {
                Console.Error.WriteLine(
                    $"aops-launch: {program} after {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0.0} ms");
            }
            var environment = StartEnvironment.ForNextImage();
            environment[HeapVariable] = OneSmallHeap;
            if (passedOver is not null) environment[OwnSlot.SkippedVersionVariable] = passedOver;
            ProcessImage.Replace(
                program, [arguments.Role.ProgramName(), "--root", arguments.Layout.Root], environment);
        });
    }

    public static int PrintVersion()
    {
        Console.Out.WriteLine(Product.Describe("aops-launch"));
        return ExitCodes.Ok;
    }

    public static int PrintHelp()
    {
        Console.Out.WriteLine("aops-launch chooses the version of the suite that runs, and starts one member of the pair from it.");
        Console.Out.WriteLine("It is started by systemd, by 'control' and by the members themselves; operators use aops-agent-service.");
        Console.Out.WriteLine();
        Console.Out.WriteLine(LaunchArguments.Usage);
        return ExitCodes.Ok;
    }

    public static int RefuseUsage(string fault)
    {
        Console.Error.WriteLine($"aops-launch: {fault}; {LaunchArguments.Usage}");
        return ExitCodes.Usage;
    }
}
