using Aops.Contracts.SubAgents;
using Aops.Layout;
using Aops.Native.Events;
using Aops.Native.Processes;
using Aops.Supervision.Adoption;
using Aops.Supervision.Children;
using Aops.Supervision.Launching;
using Aops.Supervision.Output;
using Aops.Systemd;
using Aops.Systemd.Client;
using Microsoft.Extensions.Logging;

namespace Aops.Supervision.Units;

/// <summary>
/// Starts sub-agents as transient units in the suite's slice: systemd enforces their limits, and limits on spm's
/// own unit do not affect them. They are found again by the names of their units.
/// </summary>
/// <param name="layout">Where their logs lie.</param>
/// <param name="exits">Observes their exits.</param>
/// <param name="spawner">Adopts what was started without systemd.</param>
/// <param name="logger">Hears what systemd refuses.</param>
internal sealed partial class UnitChildStarter(
    AopsLayout layout, EventLoop loop, ExitWatch exits, IChildStarter spawner, ILogger logger) : IChildStarter
{
    private readonly UnitQueue _queue = new();
    private readonly LoadedUnits _loaded = new();

    public string? WhyNot(GroupLimit limit) => null;

    public IChild Start(SubAgentSpec spec, LaunchPlan plan, IChildOwner owner)
    {
        // systemd would create it with the unit's umask, which may make it writable for all users.
        SubAgentLog.Open(layout, spec.Name).Dispose();
        var child = new UnitChild(_queue, loop, exits, UnitNames.OfSubAgent(spec.Name), owner, logger);
        child.Begin(SubAgentUnit.Describe(spec, plan, layout), _loaded);
        return child;
    }

    public IChild Adopt(SubAgentSpec spec, ProcessIdentity process, IChildOwner owner)
    {
        var unit = UnitNames.OfSubAgent(spec.Name);
        if (!SystemdHost.IsInUnit(process.Pid, unit)) return spawner.Adopt(spec, process, owner);
        var child = new UnitChild(_queue, loop, exits, unit, owner, logger);
        child.TakeUp(process);
        return child;
    }

    public FoundEnd FindEnd(string name, ProcessIdentity process)
    {
        var unit = UnitNames.OfSubAgent(name);
        using var manager = new SystemdClient();
        try
        {
            // The supervisor that observed an exit removes the unit, so a unit that no longer exists was stopped.
            var isByOrder = UnitEndWatch.WasStopped(manager, unit, manager.Status(unit))
                || MachineEnd.Of(manager) is not null;
            return manager.ExitOf(unit) is { } exit && exit.Pid == process.Pid
                ? new(new ChildExit(exit.Code, exit.EndSignal), isByOrder)
                : spawner.FindEnd(name, process) with { IsByOrder = isByOrder };
        }
        catch (SystemdException e)
        {
            LogNoExit(logger, unit, e.Message);
            return FoundEnd.Unknown;
        }
    }

    // A stopped unit has no processes left; it may have run without systemd before.
    public Task EndLeftoversAsync(string name) => spawner.EndLeftoversAsync(name);

    // systemd removes its own groups; a process adopted from a time without systemd has one of spm's.
    public string? Conclude(SubAgentSpec spec) => spawner.Conclude(spec);

    public void Dispose()
    {
        _queue.Dispose();
        spawner.Dispose();
    }

    [LoggerMessage(1370, LogLevel.Warning,
        "{Unit}: systemd cannot tell how it ended: {Reason}; it counts as an end of unknown status")]
    private static partial void LogNoExit(ILogger logger, string unit, string reason);
}
