namespace Aops.Sweep.Power;

/// <summary>One call of a recording, as <c>tests/sweep/crashpoint/record.c</c> wrote it down.</summary>
/// <param name="Path">The name that it changes, below the root; empty for the root itself.</param>
public sealed record DiskEvent(DiskCall Call, string Path)
{
    /// <summary>Number of the file or folder on its file system; a later one may have it again.</summary>
    public ulong Inode { get; init; }

    /// <summary>Where the data go; of <see cref="DiskCall.Resize"/> the new length, in bytes.</summary>
    public long Offset { get; init; }

    /// <summary>What is written; of <see cref="DiskCall.Symlink"/> where the link leads.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Permissions afterwards.</summary>
    public int Mode { get; init; }

    /// <summary>The old name of a rename or link, below the root; <c>?</c> if it lies elsewhere.</summary>
    public string Source { get; init; } = "";

    /// <summary>Length of the recording up to the end of this call, in bytes: tells what was called before a moment.</summary>
    public long RecordedBytes { get; init; }

    /// <summary>Who called: <c>spm</c>, <c>launch-spa</c>, <c>other</c>.</summary>
    public string Program { get; init; } = "other";
}
