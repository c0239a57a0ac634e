using Aops.Layout;
using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Supervision.Cgroups;
using Aops.Supervision.Children;
using Aops.Supervision.Units;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision;

/// <summary>Chooses what starts the sub-agents of a supervisor.</summary>
internal static class StarterChoice
{
    /// <summary>Makes the starter: of systemd units, or of child processes.</summary>
    public static IChildStarter Make(
        AopsLayout layout, EventLoop loop, ExitWatch exits, SupervisorOptions options, ILogger logger)
    {
        Orphans.Collect();
        var spawner = new SpawnStarter(layout, loop, exits, LauncherOf(layout, options),
            options.UseControlGroups ? new ControlGroups(layout) : null, logger);
        return options.UseUnits ? new UnitChildStarter(layout, loop, exits, spawner, logger) : spawner;
    }

    /// <summary>
    /// Program and first arguments of the launcher, for set-ups that posix_spawn alone cannot do. During a trial spm
    /// is newer than the installed launcher, so it uses the one of its own slot, which knows all options.
    /// </summary>
    public static IReadOnlyList<string> LauncherOf(AopsLayout layout, SupervisorOptions options)
    {
        if (options.ChildSetupCommand is { Count: > 0 } command) return command;
        var own = Path.Combine(AppContext.BaseDirectory, Path.GetFileName(layout.LauncherProgram));
        return [File.Exists(own) ? own : layout.LauncherProgram, ChildSetup.Verb];
    }
}
