using Aops.Contracts;
using Aops.Layout;
using Aops.Native;
using Aops.Native.Processes;
using Aops.Systemd;
using Aops.Systemd.Client;
using Aops.Systemd.Transient;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Launching;
using Aops.Upgrade.Slots;
using Microsoft.Extensions.Logging;

namespace Aops.Spa;

/// <summary>
/// Has the service CLI restore spm's program if the launcher finds none: spm heals every other damage, but
/// not this one. Runs on the watch's thread; the child is reaped on a later tick.
/// </summary>
internal sealed partial class SlotRepair(AopsLayout layout, ILogger logger)
{
    private const string Unit = "aops-repair.service";

    private readonly ILogger _logger = logger;
    private int? _running;

    /// <summary>Whether spm's committed program is missing.</summary>
    public bool IsNeeded(UpgradeJournal journal) =>
        journal is { IsTrial: false, Current: { } current }
        && !SlotStore.IsExecutable(layout.SlotProgram(current, Role.Spm));

    /// <summary>Starts a repair, unless one runs.</summary>
    public void Begin()
    {
        Reap();
        if (_running is not null) return;
        var program = SlotStore.IsExecutable(layout.ServiceProgram)
            ? layout.ServiceProgram
            : Directory.EnumerateDirectories(layout.Releases)
                .Select(slot => Path.Combine(slot, "bin", Role.Service.ProgramName()))
                .FirstOrDefault(SlotStore.IsExecutable);
        if (program is null)
        {
            LogNoProgram(layout.Releases);
            return;
        }
        if (SystemdHost.IsUnitOf(Role.Spa))
        {
            BeginAsUnit(program);
            return;
        }
        try
        {
            _running = Spawn.Start(new SpawnRequest
            {
                Path = program,
                Arguments = [Role.Service.ProgramName(), "repair", "--root", layout.Root],
                Environment = StartEnvironment.Clean(),
            });
            LogBegun(_running.Value);
        }
        catch (PosixException e)
        {
            LogNotBegun(e.Message);
        }
    }

    // As a unit of its own, since a repair may reach the server and write unit files, which the unit of spa
    // may not.
    private void BeginAsUnit(string program)
    {
        using var manager = new SystemdClient();
        try
        {
            manager.StartTransient(new TransientUnit
            {
                Name = Unit,
                Properties =
                [
                    ("Description", new UnitProperty.Text("aops repair of spm's program")),
                    ("Type", new UnitProperty.Text("oneshot")),
                    ("CollectMode", new UnitProperty.Text("inactive-or-failed")),
                    ("ExecStart", new UnitProperty.Command(program, [program, "repair", "--root", layout.Root])),
                ],
            });
            LogBegunAsUnit(Unit);
        }
        catch (SystemdException e) when (e.Name == SystemdErrors.UnitExists)
        {
            // The unit runs already.
        }
        catch (SystemdException e)
        {
            LogNotBegun(e.Message);
        }
    }

    /// <summary>Reaps the repair if it has ended, and logs the result.</summary>
    public void Reap()
    {
        if (_running is not { } pid || ChildExit.TryReap(pid) is not { } exit) return;
        _running = null;
        if (exit.IsSuccess) LogRepaired();
        else LogFailed(exit);
    }

    [LoggerMessage(2520, LogLevel.Warning,
        "spm's program is missing; 'aops-agent-service repair' puts it back (pid {Pid})")]
    private partial void LogBegun(int pid);

    [LoggerMessage(2521, LogLevel.Warning,
        "spm's program is missing; 'aops-agent-service repair' puts it back (unit {Unit})")]
    private partial void LogBegunAsUnit(string unit);

    [LoggerMessage(2522, LogLevel.Information, "spm's program was put back")]
    private partial void LogRepaired();

    [LoggerMessage(2523, LogLevel.Error,
        "'aops-agent-service repair' failed ({Exit}); it is tried again with spm's next start")]
    private partial void LogFailed(ChildExit exit);

    [LoggerMessage(2524, LogLevel.Error,
        "'aops-agent-service repair' cannot be started: {Reason}; it is tried again with spm's next start")]
    private partial void LogNotBegun(string reason);

    [LoggerMessage(2525, LogLevel.Error,
        "spm's program is missing, and {Releases} has no aops-agent-service to put it back; install the suite again")]
    private partial void LogNoProgram(string releases);
}
