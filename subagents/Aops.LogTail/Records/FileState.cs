namespace Aops.LogTail.Records;

/// <summary>How far a file was read. It travels with the lines themselves, so that the two never disagree.</summary>
internal sealed record FileState
{
    /// <summary>Where it was last seen.</summary>
    public required string Path { get; init; }

    public required ulong Device { get; init; }

    public required ulong Inode { get; init; }

    /// <summary>Bytes that were taken over, up to the end of a record.</summary>
    public long Offset { get; init; }

    /// <summary>How many bytes of the beginning the checksum covers.</summary>
    public int HeadBytes { get; init; }

    /// <summary>CRC-32C of these: an inode number is given to another file as soon as its own is deleted.</summary>
    public uint Head { get; init; }
}
