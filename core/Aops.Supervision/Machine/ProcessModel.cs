using Aops.Contracts.SubAgents;

namespace Aops.Supervision.Machine;

/// <summary>All that the machine knows of one process. Times are those of the event loop: monotonic.</summary>
internal sealed record ProcessModel
{
    public static readonly ProcessModel Initial = new();

    public ProcessState State { get; init; } = ProcessState.Stopped;

    /// <summary>Whether it should run.</summary>
    public bool Wanted { get; init; }

    /// <summary>Whether its program was executed and has not ended: what can be signalled.</summary>
    public bool HasChild { get; init; }

    /// <summary>Whether all that it depends on is ready.</summary>
    public bool DependenciesMet { get; init; } = true;

    /// <summary>It ended, and its policy leaves it so.</summary>
    public bool Completed { get; init; }

    /// <summary>What it is being stopped for.</summary>
    public StopReason StopReason { get; init; }

    /// <summary>Deaths in a row, none of them after a healthy run.</summary>
    public int DeathsInARow { get; init; }

    /// <summary>Times in a row that it was taken down or not let start by its owner, since it last was up.</summary>
    public int HoldsInARow { get; init; }

    /// <summary>Starts of this version after a death, and those that others have ordered of its owner.</summary>
    public int Restarts { get; init; }

    /// <summary>Why this version died last, in words; null if it never did in this life of the supervisor.</summary>
    public string? LastDeath { get; init; }

    /// <summary>Since when it has been up, or null while it is not ready.</summary>
    public TimeSpan? UpSince { get; init; }

    /// <summary>What happens if nothing else does.</summary>
    public ProcessDeadline? Deadline { get; init; }

    /// <summary>How this version ended last.</summary>
    public string? LastExit { get; init; }

    /// <summary>What is wrong and what happens next.</summary>
    public string? Fault { get; init; }
}

/// <summary>Why a process is being stopped.</summary>
internal enum StopReason
{
    /// <summary>Somebody wants it stopped, or started anew: no fault of its own.</summary>
    Order,

    /// <summary>Another version takes its place.</summary>
    NewVersion,

    /// <summary>It hangs, is not ready in time or uses too much: counts as a death.</summary>
    Fault,
}

/// <summary>A trigger that comes by itself at a time.</summary>
internal readonly record struct ProcessDeadline(TimeSpan Due, ProcessTrigger Trigger);

/// <summary>What a trigger leads to.</summary>
internal readonly record struct ProcessStep(ProcessModel Model, ProcessActions Actions);
