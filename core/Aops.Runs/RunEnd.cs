using Aops.Contracts.Wire.Runs;

namespace Aops.Runs;

/// <summary><c>end.json</c>: how a run ended, written once by its keeper.</summary>
public sealed record RunEnd
{
    private const int BytesMax = 64 * 1024;

    /// <summary>Schema version of this record; 1.</summary>
    public int Schema { get; set; } = 1;

    /// <summary>Why it ended.</summary>
    public required RunEndCause Cause { get; init; }

    /// <summary>A sentence for the operator; null if the cause says all.</summary>
    public string? Fault { get; init; }

    /// <summary>Exit code of the program; null where there is none.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Name of the signal that ended the program; null for none.</summary>
    public string? Signal { get; init; }

    /// <summary>When the program was executed, UTC; null if it was not.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended, UTC.</summary>
    public required DateTimeOffset EndedAt { get; init; }

    /// <summary>Processor time of all its processes that have ended, in milliseconds.</summary>
    public long CpuMilliseconds { get; init; }

    /// <summary>Largest resident memory of one of its processes, in bytes.</summary>
    public long MemoryPeakBytes { get; init; }

    /// <summary>End of its output, as an offset in the sequence of frames.</summary>
    public long OutputEnd { get; init; }

    /// <summary>Reads the record.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The record; null if there is no file, or it is no such record.</returns>
    /// <exception cref="IOException">The file exists and cannot be read now.</exception>
    public static RunEnd? TryRead(string path) => KeeperFile.TryRead(path, KeeperJson.Default.RunEnd, BytesMax);

    /// <summary>What the server is told of it.</summary>
    public RunReport ToReport() => new()
    {
        Phase = Cause switch
        {
            RunEndCause.Exited => ExitCode == 0 ? RunPhase.Succeeded : RunPhase.Failed,
            RunEndCause.TimedOut or RunEndCause.Idle => RunPhase.TimedOut,
            RunEndCause.Cancelled => RunPhase.Cancelled,
            RunEndCause.OutOfMemory => RunPhase.Killed,
            _ => RunPhase.Failed,
        },
        At = EndedAt,
        Reason = Fault,
        StartedAt = StartedAt,
        ExitCode = ExitCode,
        Signal = Signal,
        CpuMilliseconds = CpuMilliseconds,
        MemoryPeakBytes = MemoryPeakBytes,
        OutputEnd = OutputEnd,
    };
}
