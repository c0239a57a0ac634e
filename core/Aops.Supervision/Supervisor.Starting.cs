using Aops.Contracts;
using Aops.Supervision.Children;
using Aops.Supervision.Groups;
using Aops.Supervision.Loop;
using Aops.Supervision.Units;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision;

/// <summary>Who starts the sub-agents.</summary>
public sealed partial class Supervisor
{
    private static IChildStarter MakeStarter(
        AopsLayout layout, EventLoop loop, ExitWatch exits, SupervisorOptions options, ILogger logger)
    {
        var spawner = new SpawnStarter(layout, loop, exits, LauncherOf(layout, options),
            options.UseControlGroups ? new ControlGroups(layout) : null, logger);
        return options.UseUnits ? new UnitChildStarter(layout, loop, exits, spawner, logger) : spawner;
    }

    // Program and first arguments of what sets up a process that posix_spawn alone cannot.
    private static IReadOnlyList<string> LauncherOf(AopsLayout layout, SupervisorOptions options) =>
        options.ChildSetupCommand is { Count: > 0 } command ? command : [layout.LauncherProgram, ChildSetup.Verb];
}
