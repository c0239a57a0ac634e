namespace Aops.LogTail.Report;

/// <summary>The report in <c>report.json</c>, which the heartbeat carries. Counts are those since the stream began.</summary>
internal sealed record LogTailReport
{
    /// <summary>When it was written, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When this process began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    public required string Stream { get; init; }

    public required long ReadLines { get; init; }

    public required long SentLines { get; init; }

    public required long SentBytes { get; init; }

    public required long SentBatches { get; init; }

    /// <summary>Attempts of this process that failed and were tried again.</summary>
    public required long Retries { get; init; }

    /// <summary>Lines that were dropped, by reason.</summary>
    public required IReadOnlyDictionary<string, long> DroppedLines { get; init; }

    /// <summary>Lines that wait in the spool.</summary>
    public required long WaitingLines { get; init; }

    public required long SpoolBytes { get; init; }

    public required long SpoolBytesMax { get; init; }

    /// <summary>Age of the oldest line that waits; 0 if none does.</summary>
    public required double LagSeconds { get; init; }

    public required string Sink { get; init; }

    public required IReadOnlyList<SourceReport> Sources { get; init; }

    /// <summary>What is wrong now, one sentence each.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Processor time of this process so far.</summary>
    public required double CpuSeconds { get; init; }
}

/// <summary>One source.</summary>
/// <param name="BehindBytes">Bytes of its files that were not read at the last look.</param>
internal sealed record SourceReport(
    string Name, int Files, long ReadLines, long ReadBytes, long DroppedLines, long SplitLines, long Truncations,
    long LostFiles, long BehindBytes);
