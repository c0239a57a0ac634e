namespace Aops.Contracts.Wire.Inventory;

/// <summary>Section <c>os</c>: os-release(5).</summary>
public sealed record OsInventory
{
    /// <summary>ID: <c>debian</c>.</summary>
    public string Id { get; set; } = "";

    /// <summary>VERSION_ID: <c>12</c>; empty for a rolling release.</summary>
    public string Version { get; set; } = "";

    /// <summary>PRETTY_NAME.</summary>
    public string Name { get; set; } = "";

    /// <summary>ID_LIKE: the distributions that it is derived from.</summary>
    public IReadOnlyList<string> Like { get; set; } = [];

    /// <summary>VERSION_CODENAME.</summary>
    public string? Codename { get; init; }

    /// <summary>Time zone of the host by its name in the tz database: <c>Europe/Berlin</c>; null if it cannot be told.</summary>
    public string? Zone { get; init; }
}

/// <summary>Section <c>kernel</c>.</summary>
public sealed record KernelInventory
{
    /// <summary><c>/proc/sys/kernel/osrelease</c>.</summary>
    public string Release { get; set; } = "";

    /// <summary><c>/proc/sys/kernel/version</c>: number and time of the build.</summary>
    public string? Build { get; init; }
}

/// <summary>Section <c>libc</c>.</summary>
public sealed record LibcInventory
{
    /// <summary><c>glibc</c> or <c>musl</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its version; empty if it cannot be told.</summary>
    public string Version { get; set; } = "";
}

/// <summary>Section <c>cpu</c>.</summary>
public sealed record CpuInventory
{
    /// <summary>Logical processors in <c>/proc/cpuinfo</c>.</summary>
    public int Count { get; set; }

    /// <summary>Physical packages; 0 if it cannot be told, as on arm64.</summary>
    public int Sockets { get; set; }

    /// <summary>Name of the model; null if it has none.</summary>
    public string? Model { get; init; }
}

/// <summary>Section <c>memory</c>.</summary>
public sealed record MemoryInventory
{
    /// <summary>Usable memory, in bytes.</summary>
    public long TotalBytes { get; set; }

    /// <summary>Swap space, in bytes.</summary>
    public long SwapBytes { get; set; }
}
