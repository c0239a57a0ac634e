using Aops.Contracts;
using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Supervision.Cgroups;
using Aops.Supervision.Children;
using Aops.Supervision.Units;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision;

/// <summary>Who starts the sub-agents.</summary>
public sealed partial class Supervisor
{
    private static IChildStarter MakeStarter(
        AopsLayout layout, EventLoop loop, ExitWatch exits, SupervisorOptions options, ILogger logger)
    {
        Orphans.Collect();
        var spawner = new SpawnStarter(layout, loop, exits, LauncherOf(layout, options),
            options.UseControlGroups ? new ControlGroups(layout) : null, logger);
        return options.UseUnits ? new UnitChildStarter(layout, loop, exits, spawner, logger) : spawner;
    }

    // Program and first arguments of what sets up a process that posix_spawn alone cannot. On trial this process is
    // newer than the installed launcher: it takes the one of its own slot, which knows all that it asks for.
    private static IReadOnlyList<string> LauncherOf(AopsLayout layout, SupervisorOptions options)
    {
        if (options.ChildSetupCommand is { Count: > 0 } command) return command;
        var own = Path.Combine(AppContext.BaseDirectory, Path.GetFileName(layout.LauncherProgram));
        return [File.Exists(own) ? own : layout.LauncherProgram, ChildSetup.Verb];
    }
}
