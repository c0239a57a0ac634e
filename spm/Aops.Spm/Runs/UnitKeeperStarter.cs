using Aops.Contracts.SubAgents;
using Aops.Layout;
using Aops.Systemd;
using Aops.Systemd.Client;
using Aops.Systemd.Transient;

namespace Aops.Spm.Runs;

/// <summary>
/// Starts keepers as transient units in the suite's slice: they have nothing of the restrictions of spm's own unit, and
/// systemd enforces the limits of a run and kills what a dead keeper has left.
/// </summary>
/// <param name="launcher">The program.</param>
internal sealed class UnitKeeperStarter(AopsLayout layout, string launcher) : IKeeperStarter
{
    private const ulong MicrosecondsOfPercent = 10_000;

    // The keeper's own processes and threads.
    private const int KeeperTasks = 16;

    private static readonly TimeSpan JobTime = TimeSpan.FromSeconds(30);

    // What a keeper does after the program's own time to end.
    private static readonly TimeSpan KeeperTime = TimeSpan.FromSeconds(20);

    public KeeperLimits Prepare(string id, LimitSpec limits, bool isRoot) => KeeperLimits.None;

    public Task<int?> StartAsync(string id, LimitSpec limits, TimeSpan grace, CancellationToken cancellationToken) =>
        // systemd is waited for, on a thread that no other work needs.
        Task.Factory.StartNew(() => Start(Describe(id, limits, grace), cancellationToken), cancellationToken,
            TaskCreationOptions.LongRunning, TaskScheduler.Default);

    public void Release(string id)
    {
        // systemd removes a unit and its control group with its last process.
    }

    /// <summary>The unit of a run.</summary>
    internal TransientUnit Describe(string id, LimitSpec limits, TimeSpan grace)
    {
        var properties = new List<(string, UnitProperty)>
        {
            ("Description", new UnitProperty.Text($"aops run {id}")),
            ("Type", new UnitProperty.Text("exec")),
            ("Slice", new UnitProperty.Text(UnitNames.Slice)),
            ("CollectMode", new UnitProperty.Text("inactive-or-failed")),
            ("After", new UnitProperty.Words(["network.target"])),
            ("IgnoreOnIsolate", new UnitProperty.Flag(true)),
            ("Conflicts", new UnitProperty.Words(MachineEnd.RescueTargets)),
            ("Before", new UnitProperty.Words(MachineEnd.RescueTargets)),
            ("ExecStart", new UnitProperty.Command(
                launcher, [launcher, .. KeeperCommand.Arguments(layout, id).Skip(1)])),
            // The keeper asks the program to end; what is left once it has ended is killed.
            ("KillMode", new UnitProperty.Text("mixed")),
            ("TimeoutStopUSec", new UnitProperty.Amount((ulong)(grace + KeeperTime).TotalMicroseconds)),
        };
        if (limits.MemoryMaxBytes > 0)
            properties.Add(("MemoryMax", new UnitProperty.Amount((ulong)limits.MemoryMaxBytes)));
        if (limits.TasksMax > 0)
            properties.Add(("TasksMax", new UnitProperty.Amount((ulong)limits.TasksMax + KeeperTasks)));
        if (limits.CpuQuotaPercent > 0)
        {
            properties.Add(("CPUQuotaPerSecUSec",
                new UnitProperty.Amount((ulong)limits.CpuQuotaPercent * MicrosecondsOfPercent)));
        }
        return new TransientUnit { Name = UnitNames.OfRun(id), Properties = properties };
    }

    private static int? Start(TransientUnit unit, CancellationToken cancellationToken)
    {
        using var manager = new SystemdClient();
        // Nothing is started then, which the next process of spm finds.
        if (MachineEnd.Of(manager) is not null) return null;
        try
        {
            var result = manager.Wait(manager.StartTransient(unit), JobTime, cancellationToken);
            return result == JobResult.Done
                ? null
                : throw new IOException($"systemd cannot start {unit.Name}: the job ended as {result}");
        }
        catch (SystemdException e) when (e.Name == SystemdErrors.UnitExists)
        {
            // Its keeper runs already: an earlier process of spm ended before it could note that.
            return null;
        }
    }
}
