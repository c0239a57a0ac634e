using Aops.Contracts.Wire;

namespace Aops.Supervision.Machine;

/// <summary>
/// The complete state of one process in the machine. Times are those of the event loop: monotonic.
/// </summary>
internal sealed record ProcessModel
{
    public static readonly ProcessModel Initial = new();

    public ProcessState State { get; init; } = ProcessState.Stopped;

    /// <summary>Whether the process is to run.</summary>
    public bool Wanted { get; init; }

    /// <summary>Whether a process exists that can be signalled: executed and not ended.</summary>
    public bool HasChild { get; init; }

    /// <summary>Whether all dependencies are ready.</summary>
    public bool DependenciesMet { get; init; } = true;

    /// <summary>
    /// Of a member of a dependency cycle: the cycle and what ends it, in words; it is not started while this is set.
    /// Null outside of cycles.
    /// </summary>
    public string? Cycle { get; init; }

    /// <summary>Whether it ended and its policy does not restart it.</summary>
    public bool Completed { get; init; }

    /// <summary>Why it is being stopped.</summary>
    public StopReason StopReason { get; init; }

    /// <summary>Consecutive exits without a healthy run.</summary>
    public int DeathsInARow { get; init; }

    /// <summary>Consecutive times that systemd stopped it or refused to start it, since it was last up.</summary>
    public int HoldsInARow { get; init; }

    /// <summary>Restarts of this version: after an exit, and by orders of other processes to systemd.</summary>
    public int Restarts { get; init; }

    /// <summary>Why this version exited last, in words; null if it did not since spm started.</summary>
    public string? LastDeath { get; init; }

    /// <summary>Since when it has been up; null while it is not ready.</summary>
    public TimeSpan? UpSince { get; init; }

    /// <summary>The trigger that occurs if nothing else happens before its time.</summary>
    public ProcessDeadline? Deadline { get; init; }

    /// <summary>How this version ended last, in words.</summary>
    public string? LastExit { get; init; }

    /// <summary>The fault and what happens next.</summary>
    public string? Fault { get; init; }
}

/// <summary>Why a process is being stopped.</summary>
internal enum StopReason
{
    /// <summary>An order to stop or restart: not a failure.</summary>
    Order,

    /// <summary>Another version replaces it.</summary>
    NewVersion,

    /// <summary>It hangs, is not ready in time or exceeds a limit: counts as a failure.</summary>
    Fault,
}

/// <summary>A trigger that occurs at a time.</summary>
internal readonly record struct ProcessDeadline(TimeSpan Due, ProcessTrigger Trigger);

/// <summary>The result of a trigger.</summary>
internal readonly record struct ProcessStep(ProcessModel Model, ProcessActions Actions);
