using Aops.Contracts.SubAgents;
using Aops.Native.Processes;

namespace Aops.Supervision.Adoption;

/// <summary>What became of a sub-agent while no supervisor watched it.</summary>
internal abstract record AdoptionVerdict
{
    /// <summary>It runs.</summary>
    /// <param name="Process">The process.</param>
    /// <param name="WasReady">Whether it was ready before.</param>
    /// <param name="Version">Version that it was started as; null if only the state file could tell.</param>
    public sealed record Alive(ProcessIdentity Process, bool WasReady, string? Version) : AdoptionVerdict;

    /// <summary>It ran and has ended.</summary>
    /// <param name="Exit">How, if that can be known.</param>
    public sealed record Dead(ChildExit Exit) : AdoptionVerdict;

    /// <summary>It did not run, or the host was booted since: it starts if it is wanted.</summary>
    public sealed record Absent : AdoptionVerdict;

    /// <summary>It had been given up, or had ended for good.</summary>
    public sealed record Settled : AdoptionVerdict;

    /// <summary>Judges one sub-agent.</summary>
    /// <param name="saved">Its state file; null if missing or damaged.</param>
    /// <param name="found">Its processes.</param>
    /// <param name="isForking">Whether it is a daemon, which need not lead a session.</param>
    /// <param name="isBinary">Whether its program is executed itself, and not an interpreter of it.</param>
    /// <param name="bootId">This boot.</param>
    /// <param name="findOwnDead">The exit of a child of ours that waits to be reaped; null if it is none.</param>
    public static AdoptionVerdict Judge(
        SavedProcess? saved, IReadOnlyList<FoundProcess> found, bool isForking, bool isBinary, string bootId,
        Func<ProcessIdentity, ChildExit?> findOwnDead)
    {
        var known = saved is { Pid: { } pid } && saved.BootId == bootId
            ? new ProcessIdentity(pid, saved.StartTicks)
            : (ProcessIdentity?)null;
        var wasReady = saved?.State == ProcessState.Running;
        if (known is { } process && (found.Any(f => f.Process == process) || process.IsAlive))
            return new Alive(process, wasReady, null);
        // A supervisor that was killed between a start and the write of the state leaves a newer one.
        if ((isForking ? OrphanScan.Daemon(found) : OrphanScan.Leader(found)) is { } leader
            && (isForking || !isBinary || leader.IsOfSlot))
            return new Alive(leader.Process, WasReady: false, leader.Version);
        if (known is { } dead) return new Dead(findOwnDead(dead) ?? ChildExit.Unknown);
        return saved is { State: ProcessState.Failed } or { Completed: true } ? new Settled() : new Absent();
    }
}
