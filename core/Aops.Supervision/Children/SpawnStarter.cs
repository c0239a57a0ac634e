using Aops.Contracts.SubAgents;
using Aops.Layout;
using Aops.Native.Events;
using Aops.Native.Files;
using Aops.Native.Processes;
using Aops.Supervision.Adoption;
using Aops.Supervision.Cgroups;
using Aops.Supervision.Launching;
using Aops.Supervision.Output;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Aops.Supervision.Children;

/// <summary>Starts sub-agents as processes of this one.</summary>
/// <param name="layout">Where their logs lie.</param>
/// <param name="exits">Sees their ends.</param>
/// <param name="launcher">Program and first arguments of the launcher, for plans that need it.</param>
/// <param name="groups">Holds their limits; null to do without.</param>
/// <param name="logger">Hears of logs that cannot be opened.</param>
internal sealed partial class SpawnStarter(
    AopsLayout layout, EventLoop loop, ExitWatch exits, IReadOnlyList<string> launcher, ControlGroups? groups,
    ILogger logger)
    : IChildStarter
{
    private readonly OrphanReaper _sweep = new(layout, loop, logger);

    public string? WhyNot(GroupLimit limit) =>
        groups is null ? "control groups are not to be used" : groups.WhyNot(limit);

    public IChild Start(SubAgentSpec spec, LaunchPlan plan, IChildOwner owner)
    {
        if (spec.Sandbox is not null) LogNoSandbox(logger, spec.Name);
        if (groups?.Prepare(spec) is { Count: > 0 } entered)
            plan = plan with { Setup = plan.Setup with { ControlGroups = entered } };
        if (!plan.IsForking) return Spawn(spec, plan, EndOf(spec), owner);
        return new DaemonChild(
            starterOwner => Spawn(spec, plan, ExitCleanup.OfStarter, starterOwner),
            (starter, found, lost) => new(layout, loop, spec.Name, plan.PidFile, starter, found, lost),
            (daemon, daemonOwner) => Child.Adopt(exits, daemon, EndOf(spec), daemonOwner),
            done => _sweep.Begin(spec.Name, done),
            owner);
    }

    public IChild Adopt(SubAgentSpec spec, ProcessIdentity process, IChildOwner owner) =>
        Child.Adopt(exits, process, EndOf(spec), owner);

    public FoundEnd FindEnd(string name, ProcessIdentity process) =>
        ProcStat.TryRead(process.Pid) is { IsAlive: false } stat
        && stat.StartTicks == process.StartTicks && stat.ParentPid == Environment.ProcessId
        && ChildExit.TryReap(process.Pid) is { } exit
            ? new(exit, IsByOrder: false)
            : FoundEnd.Unknown;

    public Task EndLeftoversAsync(string name)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _sweep.Begin(name, done.SetResult);
        return done.Task;
    }

    public string? Conclude(SubAgentSpec spec) => groups?.Conclude(spec);

    public void Dispose() => _sweep.Dispose();

    private Child Spawn(SubAgentSpec spec, LaunchPlan plan, ExitCleanup end, IChildOwner owner)
    {
        using var output = OpenLog(spec.Name);
        return Child.Start(loop, exits, plan, launcher, output, end, owner);
    }

    // A daemon need not lead its process group, whose number may have been reused by then.
    private ExitCleanup EndOf(SubAgentSpec spec)
    {
        var isDaemon = spec.Type == ProcessType.Forking;
        return new(
            KillsGroup: !isDaemon, done => _sweep.Begin(spec.Name, done),
            isDaemon ? null : leader => OrphanScan.HasLeft(layout, spec.Name, leader));
    }

    // A log that cannot be opened (a full disk) must not prevent the start.
    private SafeFileHandle? OpenLog(string name)
    {
        try
        {
            return SubAgentLog.Open(layout, name);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            LogNoOutput(logger, name, e.Message);
            return null;
        }
    }

    [LoggerMessage(1320, LogLevel.Warning,
        "{Name}: its sandbox needs systemd, which does not run spm here; it runs without")]
    private static partial void LogNoSandbox(ILogger logger, string name);

    [LoggerMessage(1321, LogLevel.Warning,
        "{Name}: its log cannot be opened: {Reason}; it runs without one until its next start")]
    private static partial void LogNoOutput(ILogger logger, string name, string reason);
}
