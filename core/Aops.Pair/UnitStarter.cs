using Aops.Contracts;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Systemd;
using Aops.Systemd.Client;
using Aops.Systemd.Files;
using Aops.Systemd.Transient;
using Aops.Upgrade.Launching;
using Aops.Upgrade.Slots;
using Microsoft.Extensions.Logging;

namespace Aops.Pair;

/// <summary>
/// Starts the other half by asking systemd, so that its unit stays its owner. A unit that was forbidden is allowed
/// again, since only the service CLI stops the pair; one whose file is missing or refused is restored for this boot
/// (<see cref="UnitRestoration"/>), or, where that fails, described to systemd. While the
/// machine is at its end (<see cref="MachineEnd"/>) nothing is asked.
/// </summary>
public sealed partial class UnitStarter : IPeerStarter
{
    // systemd learns of an end by a signal of its own, a moment after the pidfd.
    private static readonly TimeSpan NoticeTime = TimeSpan.FromSeconds(1);

    private readonly SystemdClient _manager = new();
    private readonly AopsLayout _layout;
    private readonly ILogger _logger;

    /// <summary>Makes a starter.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="logger">Told of what an operator has done to the unit.</param>
    public UnitStarter(AopsLayout layout, ILogger logger) => (_layout, _logger) = (layout, logger);

    /// <summary>The starter that fits: systemd where it runs this half as a unit, else the launcher.</summary>
    /// <param name="layout">The root.</param>
    /// <param name="mine">The half that this process is.</param>
    /// <param name="logger">The logger.</param>
    public static IPeerStarter Choose(AopsLayout layout, Role mine, ILogger logger) =>
        SystemdHost.IsUnitOf(mine) ? new UnitStarter(layout, logger) : new LaunchStarter(layout);

    /// <inheritdoc/>
    public PeerStart Start(Role role)
    {
        try
        {
            if (MachineEnd.Of(_manager) is { } end) return new PeerStart.Suppressed(end);
            Start(_manager, role);
            return new PeerStart.Asked();
        }
        catch (SystemdException e) when (e.Name == SystemdErrors.TransactionIsDestructive)
        {
            return new PeerStart.Suppressed(e.Message);
        }
        finally
        {
            // Connected for a start only, while the client remembers a bus that hangs for the next one.
            // To keep the connection saves nothing that can be measured beside the 90 ms of a unit's start.
            _manager.Close();
        }
    }

    private void Start(SystemdClient manager, Role role)
    {
        var unit = UnitNames.Of(role);
        var status = manager.WaitUntil(unit, s => !IsStaleActive(s), NoticeTime, CancellationToken.None);
        if (IsUp(status)) return;
        MendLauncher();
        try
        {
            manager.ResetFailed(unit);
            // systemd lets a start wait for its own timer; a restart is done at once.
            if (status.SubState == "auto-restart") manager.Restart(unit);
            else manager.Start(unit);
        }
        catch (SystemdException e) when (e.Name == SystemdErrors.UnitMasked)
        {
            LogMasked(unit);
            manager.Unmask(unit);
            StartOrDescribe(manager, role, e);
        }
        catch (SystemdException e) when (!e.IsDisconnected && !manager.Status(unit).IsLoaded)
        {
            StartOrDescribe(manager, role, e);
        }
    }

    // The unit's condition looks for the launcher; who deleted it deleted more than one, and this one is put back.
    private void MendLauncher()
    {
        if (SlotStore.IsExecutable(_layout.LauncherProgram)) return;
        var source = LauncherCommand.Program(_layout);
        if (source == _layout.LauncherProgram) return;
        try
        {
            AtomicFile.CreateDirectory(_layout.Bin);
            AtomicFile.Copy(source, _layout.LauncherProgram, AtomicFile.Executable);
            LogLauncher(_layout.LauncherProgram, source);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            LogNoLauncher(_layout.LauncherProgram, e.Message);
        }
    }

    // Dead, and systemd does not know it yet: a start would be no work to do.
    private static bool IsStaleActive(UnitStatus status) =>
        IsUp(status) && ProcessIdentity.TryRead(status.MainPid) is not { IsAlive: true };

    private static bool IsUp(UnitStatus status) => status is { ActiveState: "active", MainPid: > 0 };

    private void StartOrDescribe(SystemdClient manager, Role role, SystemdException refusal)
    {
        var unit = UnitNames.Of(role);
        if (manager.Status(unit).IsLoaded || TryRestore(manager, unit, refusal))
        {
            manager.ResetFailed(unit);
            manager.Start(unit);
            return;
        }
        LogDescribed(unit);
        manager.StartTransient(Describe(role));
    }

    private bool TryRestore(SystemdClient manager, string unit, SystemdException refusal)
    {
        try
        {
            var done = new UnitRestoration(_layout, manager).Restore(unit, refusal.Message);
            foreach (var sentence in done) LogRestored(sentence);
            return done.Count > 0;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) && e is not SystemdException)
        {
            LogNotRestored(unit, e.Message);
            return false;
        }
    }

    private TransientUnit Describe(Role role) => new()
    {
        Name = UnitNames.Of(role),
        Properties =
        [
            ("Description", new UnitProperty.Text($"aops {role.ShortName()}, whose unit file was deleted")),
            ("Type", new UnitProperty.Text("notify")),
            ("ExecStart", LaunchOf(role)),
            ("Restart", new UnitProperty.Text("always")),
            ("KillMode", new UnitProperty.Text("process")),
            ("Slice", new UnitProperty.Text(UnitNames.Slice)),
        ],
    };

    // By its whole name, which is the only one that systemd-run can give it.
    private UnitProperty.Command LaunchOf(Role role)
    {
        var program = LauncherCommand.Program(_layout);
        return new UnitProperty.Command(program, [program, .. LauncherCommand.Arguments(_layout, role).Skip(1)]);
    }

    [LoggerMessage(130, LogLevel.Warning,
        "{Unit} was masked; it is allowed again and started ('aops-agent-service stop' stops the suite)")]
    private partial void LogMasked(string unit);

    [LoggerMessage(131, LogLevel.Warning, "{Sentence}")]
    private partial void LogRestored(string sentence);

    [LoggerMessage(132, LogLevel.Warning, "{Unit} cannot be restored: {Reason}; it is started from a description")]
    private partial void LogNotRestored(string unit, string reason);

    [LoggerMessage(133, LogLevel.Warning, "{Launcher} was deleted; it is copied from {Source}")]
    private partial void LogLauncher(string launcher, string source);

    [LoggerMessage(134, LogLevel.Error, "{Launcher} is missing and cannot be written: {Reason}")]
    private partial void LogNoLauncher(string launcher, string reason);

    [LoggerMessage(135, LogLevel.Warning,
        "{Unit} has no file; it is started from a description ('aops-agent-service install' mends it)")]
    private partial void LogDescribed(string unit);
}
