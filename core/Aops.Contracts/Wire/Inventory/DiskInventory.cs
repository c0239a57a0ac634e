namespace Aops.Contracts.Wire.Inventory;

/// <summary>Section <c>disks</c>: mounted local file systems that are backed by a device.</summary>
public sealed record DiskInventory
{
    /// <summary>The file systems, by mount point.</summary>
    public IReadOnlyList<DiskVolume> Volumes { get; set; } = [];
}

/// <summary>One mounted file system.</summary>
public sealed record DiskVolume
{
    /// <summary>Where it is mounted.</summary>
    public required string Path { get; init; }

    /// <summary>What is mounted.</summary>
    public string Device { get; set; } = "";

    /// <summary>Its type: <c>ext4</c>.</summary>
    public string FileSystem { get; set; } = "";

    /// <summary>Size, in bytes.</summary>
    public long SizeBytes { get; set; }

    /// <summary>
    /// Share that is free for ordinary users, in percent, rounded down to a multiple of 5, so that the section seldom
    /// changes.
    /// </summary>
    public int FreePercent { get; set; }

    /// <summary>Whether it is mounted read-only.</summary>
    public bool IsReadOnly { get; set; }
}
