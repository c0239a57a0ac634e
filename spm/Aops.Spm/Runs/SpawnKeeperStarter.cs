using Aops.Contracts.SubAgents;
using Aops.Layout;
using Aops.Native.Processes;
using Aops.Supervision.Cgroups;
using Aops.Supervision.Launching;
using Aops.Upgrade.Launching;

namespace Aops.Spm.Runs;

/// <summary>Starts keepers as processes of spm; their programs enter control groups of their own.</summary>
/// <param name="launcher">The program.</param>
internal sealed class SpawnKeeperStarter(AopsLayout layout, string launcher) : IKeeperStarter
{
    private readonly Lock _gate = new();
    private readonly LimitGroups _groups = new(layout);

    public KeeperLimits Prepare(string id, LimitSpec limits, bool isRoot)
    {
        lock (_gate)
        {
            if (_groups.FaultOf(limits) is { } fault) throw new StartException(fault);
            var isCounted = limits.TasksMax == 0 || _groups.CanLimitTasks;
            if (!isCounted && isRoot)
                throw new StartException($"limits.tasksMax: {limits.TasksMax} cannot be applied to root on this host");
            return new(_groups.Prepare(NameOf(id), limits), isCounted ? 0 : limits.TasksMax);
        }
    }

    public Task<int?> StartAsync(string id, LimitSpec limits, TimeSpan grace, CancellationToken cancellationToken) =>
        Task.FromResult<int?>(Spawn.Start(new SpawnRequest
        {
            Path = launcher,
            Arguments = KeeperCommand.Arguments(layout, id),
            Environment = StartEnvironment.Clean(),
        }));

    public void Release(string id)
    {
        lock (_gate) _groups.Remove(NameOf(id));
    }

    // No sub-agent has such a name.
    private static string NameOf(string id) => $"run:{id}";
}
