using Aops.Contracts.Wire;
using Aops.Native.Processes;

namespace Aops.Supervision.Adoption;

/// <summary>What happened to a sub-agent while no supervisor watched it.</summary>
internal abstract record AdoptionVerdict
{
    /// <summary>The process is running.</summary>
    /// <param name="WasReady">Whether it was ready according to its checkpoint.</param>
    /// <param name="Version">Version that it was started with; null if only the checkpoint could tell.</param>
    /// <param name="IsAnother">
    /// Whether it is not the process of the checkpoint in this boot, so it was restarted.
    /// </param>
    public sealed record Alive(ProcessIdentity Process, bool WasReady, string? Version, bool IsAnother)
        : AdoptionVerdict;

    /// <summary>The process was running and has ended.</summary>
    /// <param name="Exit">How it ended, if known.</param>
    public sealed record Dead(ChildExit Exit) : AdoptionVerdict;

    /// <summary>
    /// No process: it was not running, systemd stopped it by an order, or the host was rebooted. It is started if
    /// it is wanted.
    /// </summary>
    public sealed record Absent : AdoptionVerdict;

    /// <summary>It was abandoned, or had ended permanently by its policy.</summary>
    public sealed record Terminal : AdoptionVerdict;

    /// <summary>Judges one sub-agent.</summary>
    /// <param name="saved">Its checkpoint; null if missing or damaged.</param>
    /// <param name="found">Its running processes.</param>
    /// <param name="isForking">Whether it is a daemon, which need not lead a session.</param>
    /// <param name="isBinary">Whether its program is executed directly, not by an interpreter.</param>
    /// <param name="findEnd">Returns what is known of the end of its process.</param>
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
        // The leader can be newer than the checkpoint: a supervisor was killed between the start and the write of
        // the checkpoint, or systemd was told to restart the unit.
        if ((isForking ? OrphanScan.Daemon(found) : OrphanScan.Leader(found)) is { } leader
            && (isForking || !isBinary || leader.IsOfSlot))
            return new Alive(leader.Process, WasReady: false, leader.Version, IsAnother: known is not null);
        if (known is { } dead)
        {
            var end = findEnd(dead);
            return end.IsByOrder ? new Absent() : new Dead(end.Exit);
        }
        // A verdict of an earlier boot does not count: the reboot ended the process.
        return isOfThisBoot && saved is { State: ProcessState.Failed } or { Completed: true }
            ? new Terminal()
            : new Absent();
    }
}
