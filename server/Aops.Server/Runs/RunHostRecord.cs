using Aops.Contracts.Wire.Runs;
using Aops.Server.Runs.Steps;

namespace Aops.Server.Runs;

/// <summary>A host of a run as it is stored.</summary>
internal sealed record RunHostRecord
{
    public required string AgentId { get; init; }

    /// <summary>Its name when the run was started.</summary>
    public required string Hostname { get; init; }

    /// <summary>One of <see cref="RunPhases"/>, or a word of a later version.</summary>
    public required string Phase { get; init; }

    /// <summary>Since when, by the clock of the one who says so: the host, or this server.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Whether the host itself told the phase.</summary>
    public bool IsTold { get; init; }

    /// <summary>When it was last told to the host; null for never.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>Why, as one sentence; null where the phase says all.</summary>
    public string? Reason { get; init; }

    public int? ExitCode { get; init; }

    /// <summary>Name of the signal that ended it.</summary>
    public string? Signal { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    public long CpuMilliseconds { get; init; }

    public long MemoryPeakBytes { get; init; }

    /// <summary>The end of its output on the host, as an offset; null while it may grow.</summary>
    public long? OutputEnd { get; init; }

    /// <summary>How far this server has its output, as an offset of the host.</summary>
    public long OutputReceived { get; init; }

    /// <summary>Bytes of its output that are not here, though they were there.</summary>
    public long OutputMissing { get; init; }

    /// <summary>SHA-256 over its whole output; null while it is not here.</summary>
    public string? Digest { get; init; }

    /// <summary>What a playbook did; null for what is none, or did not begin.</summary>
    public PlaybookResult? Playbook { get; init; }

    /// <summary>Whether all of its output is here that there will be, or the host has nothing more to send.</summary>
    public bool HasWholeOutput => RunPhases.IsFinal(Phase)
        && (!IsTold || (OutputEnd is { } end ? OutputReceived >= end : StartedAt is null));
}
