namespace Aops.Contracts.Wire.Inventory;

/// <summary>
/// Sections of a host's inventory. Each is one JSON document that is named by its SHA-256, so that hosts with equal content
/// name the same document and it travels once. A party carries names that it does not know.
/// </summary>
public static class InventorySections
{
    /// <summary>Distribution: <see cref="OsInventory"/>.</summary>
    public const string Os = "os";

    /// <summary>Kernel: <see cref="KernelInventory"/>.</summary>
    public const string Kernel = "kernel";

    /// <summary>C library: <see cref="LibcInventory"/>.</summary>
    public const string Libc = "libc";

    /// <summary>Processors: <see cref="CpuInventory"/>.</summary>
    public const string Cpu = "cpu";

    /// <summary>Memory: <see cref="MemoryInventory"/>.</summary>
    public const string Memory = "memory";

    /// <summary>File systems: <see cref="DiskInventory"/>.</summary>
    public const string Disks = "disks";

    /// <summary>Network addresses: <see cref="AddressInventory"/>.</summary>
    public const string Addresses = "addresses";

    /// <summary>Packages of the distribution: <see cref="PackageInventory"/>.</summary>
    public const string Packages = "packages";

    /// <summary>Units of systemd: <see cref="UnitInventory"/>.</summary>
    public const string Units = "units";

    /// <summary>All sections, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Os, Kernel, Libc, Cpu, Memory, Disks, Addresses, Packages, Units];
}
