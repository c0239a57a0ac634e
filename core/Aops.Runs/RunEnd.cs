using System.Text.Json;
using Aops.Contracts.Wire.Runs;

namespace Aops.Runs;

/// <summary><c>end.json</c>: how a run ended, written once by its keeper.</summary>
public sealed record RunEnd
{
    /// <summary>Longest record as JSON; a longer sentence is cut.</summary>
    public const int TextBytesMax = 4 * 1024;

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

    /// <summary>The record as JSON, at most <see cref="TextBytesMax"/>.</summary>
    public byte[] ToBytes()
    {
        for (var end = this; ; end = end with { Fault = end.Fault![..(end.Fault!.Length / 2)] })
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(end, KeeperJson.Default.RunEnd);
            if (bytes.Length <= TextBytesMax) return bytes;
        }
    }

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
