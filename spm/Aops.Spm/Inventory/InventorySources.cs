using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aops.Contracts.Json;
using Aops.Contracts.Wire.Inventory;
using Aops.Native.Files;
using Aops.Spm.Inventory.Sources;

namespace Aops.Spm.Inventory;

/// <summary>The sections that this version reads.</summary>
internal static class InventorySources
{
    private static readonly TimeSpan RpmTime = TimeSpan.FromSeconds(30);

    /// <summary>The sources of a host.</summary>
    /// <param name="tree">Its files.</param>
    public static IReadOnlyList<InventorySource> Of(HostTree tree)
    {
        var json = ContractsJson.Default;
        var disks = new DiskReader(FileSystemFacts.Of);
        return
        [
            Make(InventorySections.Os, json.OsInventory, _ => OsReader.Read(tree)),
            Make(InventorySections.Kernel, json.KernelInventory, _ => OsReader.ReadKernel(tree)),
            Make(InventorySections.Libc, json.LibcInventory, _ => LibcReader.Read(tree)),
            Make(InventorySections.Cpu, json.CpuInventory, _ => MachineReader.ReadCpu(tree)),
            Make(InventorySections.Memory, json.MemoryInventory, _ => MachineReader.ReadMemory(tree)),
            Make(InventorySections.Disks, json.DiskInventory, _ => disks.Read(tree)),
            Make(InventorySections.Addresses, json.AddressInventory, _ => AddressReader.Read()),
            Make(InventorySections.Packages, json.PackageInventory,
                stop => PackageReader.Read(tree, () => RpmQuery.List(RpmTime, stop))),
            Make(InventorySections.Units, json.UnitInventory, _ => UnitReader.Read()),
        ];
    }

    private static InventorySource Make<T>(string section, JsonTypeInfo<T> type, Func<CancellationToken, T?> read)
        where T : class =>
        new(section, stop => read(stop) is { } content ? JsonSerializer.SerializeToUtf8Bytes(content, type) : null);
}
