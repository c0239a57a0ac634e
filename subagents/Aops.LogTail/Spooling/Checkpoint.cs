using Aops.LogTail.Records;

namespace Aops.LogTail.Spooling;

/// <summary>What is known of the delivery, as <c>checkpoint.json</c> has it.</summary>
internal sealed record Checkpoint
{
    public required string Stream { get; init; }

    /// <summary>Number of the first line that is not acknowledged.</summary>
    public required long Next { get; init; }

    public long SentLines { get; init; }

    public long SentBytes { get; init; }

    public long SentBatches { get; init; }

    public Dictionary<string, long> Dropped { get; init; } = [];

    /// <summary>By reason, what of these no record in the stream has told yet.</summary>
    public Dictionary<string, PendingDrop> Untold { get; init; } = [];

    /// <summary>Number of the last notice.</summary>
    public long LastDropId { get; init; }

    /// <summary>Segment that is counted as dropped, and may still be there after a crash; 0 for none.</summary>
    public long DroppingBase { get; init; }
}
