namespace Aops.Contracts.Wire.Runs;

/// <summary>Body of <c>POST /api/agents/runs/{id}/report</c>: where a run stands on this host.</summary>
public sealed record RunReport
{
    /// <summary>Schema version of this message; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Where it stands.</summary>
    public required RunPhase Phase { get; init; }

    /// <summary>Since when, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>A sentence for the operator; null if the phase says all.</summary>
    public string? Reason { get; init; }

    /// <summary>When its program was executed, UTC; null if it was not.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>Exit code; null where there is none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Name of the signal that ended it, for instance <c>SIGKILL</c>; null for none.</summary>
    public string? Signal { get; init; }

    /// <summary>Processor time of all its processes that have ended, in milliseconds.</summary>
    public long CpuMilliseconds { get; init; }

    /// <summary>Largest resident memory of one of its processes, in bytes.</summary>
    public long MemoryPeakBytes { get; init; }

    /// <summary>End of its output, as an offset of <c>POST /api/agents/runs/{id}/output</c>; null while it may grow.</summary>
    public long? OutputEnd { get; init; }

    /// <summary>What a playbook did; null for what is none, or did not begin.</summary>
    public PlaybookResult? Playbook { get; init; }

    /// <summary>Whether no other phase follows; false for a phase of a later version.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsFinal => Phase is not (RunPhase.Accepted or RunPhase.Running) && OpenEnum.IsDeclared(Phase);
}
