namespace Aops.LogTail.Records;

/// <summary>Position and counters of one source, since the stream began.</summary>
internal sealed record SourceState
{
    public required string Name { get; init; }

    public long ReadLines { get; init; }

    public long ReadBytes { get; init; }

    /// <summary>Lines that were longer than the bound, and were sent in parts.</summary>
    public long SplitLines { get; init; }

    /// <summary>Files that were found shorter than they had been, or overwritten.</summary>
    public long Truncations { get; init; }

    /// <summary>Files that were gone before they were read to the end, while this program did not run.</summary>
    public long LostFiles { get; init; }

    public long DroppedLines { get; init; }

    public long DroppedBytes { get; init; }

    /// <summary>What of these no record in the stream has told yet; null for nothing.</summary>
    public PendingDrop? Untold { get; init; }

    /// <summary>Position in the journal.</summary>
    public string? Cursor { get; init; }

    /// <summary>Files that changed, by device and inode; in a snapshot all.</summary>
    public Dictionary<string, FileState> Files { get; init; } = [];

    /// <summary>Files that are no longer followed.</summary>
    public List<string> Gone { get; init; } = [];
}
