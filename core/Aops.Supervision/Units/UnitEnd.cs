using System.Diagnostics;
using Aops.Native.Processes;
using Aops.Systemd;
using Aops.Systemd.Client;

namespace Aops.Supervision.Units;

/// <summary>The cause of the end of a unit's main process.</summary>
internal abstract record UnitEnd
{
    private UnitEnd()
    {
    }

    /// <summary>It failed or exited, and the name of the unit is free.</summary>
    /// <param name="Exit">How.</param>
    public sealed record Died(ChildExit Exit) : UnitEnd;

    /// <summary>systemd stopped it by an order that was not this process's.</summary>
    /// <param name="Exit">How it ended.</param>
    /// <param name="Why">A clause with the cause.</param>
    public sealed record Stopped(ChildExit Exit, string Why) : UnitEnd;

    /// <summary>systemd was told to restart it.</summary>
    /// <param name="Process">Its new main process.</param>
    public sealed record Replaced(ProcessIdentity Process) : UnitEnd;

    /// <summary>systemd does not reply.</summary>
    public sealed record Unknown(string Fault) : UnitEnd;
}

/// <summary>
/// Determines the cause of the end of a unit's main process, one check at a time; on the queue only.
/// </summary>
/// <param name="ended">The process; systemd learns of its exit a moment after this process.</param>
internal sealed class UnitEndWatch(string unit, int ended)
{
    private static readonly TimeSpan NoticeTime = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClearTime = TimeSpan.FromSeconds(10);

    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly UnitClearing _clearing = new(unit);
    private ChildExit? _death;

    private TimeSpan Elapsed => Stopwatch.GetElapsedTime(_begun);

    /// <summary>Proceeds as far as possible without waiting.</summary>
    /// <param name="manager">Asks systemd.</param>
    /// <returns>Null while unknown.</returns>
    public UnitEnd? Look(SystemdClient manager)
    {
        try
        {
            if (_death is { } exit)
                return _clearing.Go(manager) || Elapsed > ClearTime ? new UnitEnd.Died(exit) : null;
            return Judge(manager);
        }
        catch (SystemdException e)
        {
            return new UnitEnd.Unknown(e.Message);
        }
    }

    private UnitEnd? Judge(SystemdClient manager)
    {
        var status = manager.Status(unit);
        if (status.MainPid > 0 && status.MainPid == ended && Elapsed < NoticeTime) return null;
        if (status.MainPid > 0 && status.MainPid != ended)
            return ProcessIdentity.TryRead(status.MainPid) is { } process ? new UnitEnd.Replaced(process) : null;
        // The rest of a restart, or the end of a stop, is still to come; systemd enforces their timeouts.
        if (status.ActiveState is "activating" or "deactivating" || manager.HasJob(unit)) return null;
        var exit = ExitOf(manager);
        if (ReasonOf(manager, status) is { } why)
        {
            if (status.ActiveState == "failed") manager.ResetFailed(unit);
            return new UnitEnd.Stopped(exit, why);
        }
        _death = exit;
        return _clearing.Go(manager) ? new UnitEnd.Died(exit) : null;
    }

    private ChildExit ExitOf(SystemdClient manager) =>
        manager.ExitOf(unit) is { } exit ? new ChildExit(exit.Code, exit.EndSignal) : ChildExit.Unknown;

    private string? ReasonOf(SystemdClient manager, UnitStatus status) =>
        MachineEnd.Of(manager)
        ?? (WasStopped(manager, unit, status) ? $"systemd was told to stop {unit}" : null);

    /// <summary>
    /// Whether systemd stopped a sub-agent's unit by an order. When its process ends, such a unit stays active, or
    /// failed if the process failed; a unit in any other state was stopped or is being restarted.
    /// </summary>
    /// <param name="manager">Asks systemd.</param>
    public static bool WasStopped(SystemdClient manager, string unit, UnitStatus status) =>
        status.ActiveState is "inactive" or "activating" or "deactivating"
        || (status.ActiveState == "failed" && manager.EndOf(unit) is { WasStopped: true });
}
