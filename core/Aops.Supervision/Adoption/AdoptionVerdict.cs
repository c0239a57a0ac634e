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
    /// <param name="IsAnother">Whether another process than the one that was noted in this boot: it was started anew.</param>
    public sealed record Alive(ProcessIdentity Process, bool WasReady, string? Version, bool IsAnother)
        : AdoptionVerdict;

    /// <summary>It ran and has ended.</summary>
    /// <param name="Exit">How, if that can be known.</param>
    public sealed record Dead(ChildExit Exit) : AdoptionVerdict;

    /// <summary>
    /// It did not run, systemd took it down by an order, or the host was booted since: it starts if it is wanted.
    /// </summary>
    public sealed record Absent : AdoptionVerdict;

    /// <summary>It had been given up, or had ended for good.</summary>
    public sealed record Terminal : AdoptionVerdict;

    /// <summary>Judges one sub-agent.</summary>
    /// <param name="saved">Its state file; null if missing or damaged.</param>
    /// <param name="found">Its processes.</param>
    /// <param name="isForking">Whether it is a daemon, which need not lead a session.</param>
    /// <param name="isBinary">Whether its program is executed itself, and not an interpreter of it.</param>
    /// <param name="boot">This boot.</param>
    /// <param name="findEnd">What can be told of the end of its process.</param>
    public static AdoptionVerdict Judge(
        ProcessCheckpoint? saved, IReadOnlyList<FoundProcess> found, bool isForking, bool isBinary, BootIdentity boot,
        Func<ProcessIdentity, FoundEnd> findEnd)
    {
        var isOfThisBoot = saved is not null && boot.IsSameAs(saved.Boot);
        var known = isOfThisBoot && saved is { Pid: { } pid }
            ? new ProcessIdentity(pid, saved.StartTicks)
            : (ProcessIdentity?)null;
        var wasReady = saved?.State == ProcessState.Running;
        if (known is { } process && (found.Any(f => f.Process == process) || process.IsAlive))
            return new Alive(process, wasReady, null, IsAnother: false);
        // A supervisor that was killed between a start and the write of the state leaves a newer one, and so does
        // systemd where it was told to restart the unit.
        if ((isForking ? OrphanScan.Daemon(found) : OrphanScan.Leader(found)) is { } leader
            && (isForking || !isBinary || leader.IsOfSlot))
            return new Alive(leader.Process, WasReady: false, leader.Version, IsAnother: known is not null);
        if (known is { } dead)
        {
            var end = findEnd(dead);
            return end.IsByOrder ? new Absent() : new Dead(end.Exit);
        }
        // What a boot ended is no verdict of the sub-agent's own on the next one.
        return isOfThisBoot && saved is { State: ProcessState.Failed } or { Completed: true }
            ? new Terminal()
            : new Absent();
    }
}
