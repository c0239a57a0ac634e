using Aops.Contracts.SubAgents;

namespace Aops.Spm.Runs;

/// <summary>Starts the keepers of runs, as systemd units or as processes of spm.</summary>
internal interface IKeeperStarter
{
    /// <summary>Makes what enforces the limits of a run before its keeper is started.</summary>
    /// <param name="id">The run.</param>
    /// <param name="isRoot">Whether its program runs as root.</param>
    /// <exception cref="IOException">A limit cannot be enforced on this host; the message is a sentence.</exception>
    KeeperLimits Prepare(string id, LimitSpec limits, bool isRoot);

    /// <summary>Starts a keeper.</summary>
    /// <param name="id">The run.</param>
    /// <param name="grace">Time that the program has to end when it is asked to.</param>
    /// <returns>Its pid, if it is a child of this process; else null.</returns>
    /// <exception cref="IOException">It was not started; the message is a sentence.</exception>
    Task<int?> StartAsync(string id, LimitSpec limits, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Releases what <see cref="Prepare"/> has made, after the run has ended.</summary>
    /// <param name="id">The run.</param>
    void Release(string id);
}

/// <summary>Limits that the program of a run gets from its keeper.</summary>
/// <param name="ControlGroups">Folders of control groups that it enters.</param>
/// <param name="TasksMax">Processes of its user (RLIMIT_NPROC); 0 where a group counts them.</param>
internal sealed record KeeperLimits(IReadOnlyList<string> ControlGroups, int TasksMax)
{
    /// <summary>Where the keeper itself is limited.</summary>
    public static KeeperLimits None { get; } = new([], 0);
}
