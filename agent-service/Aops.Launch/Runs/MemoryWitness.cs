using Aops.Native.Processes;
using Aops.Runs;
using Aops.Supervision.Cgroups;

namespace Aops.Launch.Runs;

/// <summary>Tells whether the kernel ended a run for want of memory, by the counters of its control groups.</summary>
internal sealed class MemoryWitness
{
    // What a shell exits with whose last command was ended by SIGKILL.
    private const int KilledCode = 128 + Signal.SIGKILL;

    private readonly IReadOnlyList<string> _groups;
    private readonly long _before;

    /// <summary>Reads the counters before the program begins.</summary>
    /// <param name="order">The groups that it enters; without one the keeper's own, which it is in as well.</param>
    public MemoryWitness(KeeperOrder order)
    {
        _groups = order.ControlGroups.Count > 0 ? order.ControlGroups
            : MemoryKills.FindOwnGroup() is { } own ? [own]
            : [];
        _before = MemoryKills.In(_groups);
    }

    /// <summary>The end as it was, if the kernel had a part in it.</summary>
    /// <param name="end">The end as it looks.</param>
    /// <param name="exit">How the program ended.</param>
    /// <param name="wasKilled">Whether this process has killed it.</param>
    /// <param name="isByOrder">Whether it was to end.</param>
    public RunEnd Judge(RunEnd end, ChildExit exit, bool wasKilled, bool isByOrder)
    {
        if (MemoryKills.In(_groups) == _before) return end;
        var isKilled = !wasKilled && (exit.EndSignal == Signal.SIGKILL || exit.Code == KilledCode);
        // systemd asks the rest of a unit to end after the kernel has killed a process of it.
        var isAsked = end.Cause == RunEndCause.Cancelled && !isByOrder;
        return isAsked || (end.Cause == RunEndCause.Exited && isKilled)
            ? end with { Cause = RunEndCause.OutOfMemory }
            : end;
    }
}
