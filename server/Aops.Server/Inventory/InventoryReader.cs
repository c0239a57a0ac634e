using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Aops.Contracts.Json;
using Aops.Contracts.Wire.Inventory;
using Aops.Contracts.Wire.Reading;
using Aops.Query;

namespace Aops.Server.Inventory;

/// <summary>
/// Reads a content of a host. It is never refused: what is unreadable or beyond a limit is left out or cut, and of a content
/// that is no JSON object nothing is left.
/// </summary>
internal static class InventoryReader
{
    private const int DepthMax = 16;
    private const int LikeMax = 16;

    private static readonly ContractsJson Types = ContractsJson.Default;

    /// <summary>Reads a content.</summary>
    /// <param name="section">Its section; of an unknown one nothing is stored.</param>
    public static InventoryDocument Read(string section, ReadOnlyMemory<byte> json)
    {
        var part = new InventoryPart(WirePart.TryParse(json, DepthMax, out _) ?? []);
        return section switch
        {
            InventorySections.Os => ReadOs(part),
            InventorySections.Kernel => ReadKernel(part),
            InventorySections.Libc => ReadLibc(part),
            InventorySections.Cpu => ReadCpu(part),
            InventorySections.Memory => ReadMemory(part),
            InventorySections.Disks => DiskSection.Read(part),
            InventorySections.Addresses => AddressSection.Read(part),
            InventorySections.Packages => PackageSection.Read(part),
            InventorySections.Units => ReadUnits(part),
            _ => new InventoryDocument("{}"u8.ToArray(), new InventoryFacts()),
        };
    }

    /// <summary>Writes what was read.</summary>
    public static InventoryDocument Document<T>(T content, JsonTypeInfo<T> type, InventoryFacts? facts = null) =>
        new(JsonSerializer.SerializeToUtf8Bytes(content, type), facts ?? new InventoryFacts());

    private static InventoryDocument ReadOs(InventoryPart part)
    {
        var os = new OsInventory
        {
            Id = part.Text("id"), Version = part.Text("version"), Name = part.Text("name"),
            Like = [.. part.List("like").Take(LikeMax).Select(InventoryPart.TextOf).OfType<string>()],
            Codename = part.TextOrNull("codename"), Zone = part.TextOrNull("zone"),
        };
        return Document(os, Types.OsInventory, new InventoryFacts
        {
            Columns =
            [
                new("os_id", TextKey.Of(os.Id)), .. Version("os_version", os.Version), new("zone", os.Zone ?? ""),
            ],
        });
    }

    private static InventoryDocument ReadKernel(InventoryPart part)
    {
        var kernel = new KernelInventory { Release = part.Text("release"), Build = part.TextOrNull("build") };
        return Document(kernel, Types.KernelInventory, new InventoryFacts
        {
            Columns = [.. Version("kernel_version", LeadingNumbers(kernel.Release))],
        });
    }

    private static InventoryDocument ReadLibc(InventoryPart part)
    {
        var libc = new LibcInventory { Name = part.Text("name"), Version = part.Text("version") };
        return Document(libc, Types.LibcInventory, new InventoryFacts
        {
            Columns = [new("libc", TextKey.Of(libc.Name)), .. Version("libc_version", LeadingNumbers(libc.Version))],
        });
    }

    private static InventoryDocument ReadCpu(InventoryPart part)
    {
        var cpu = new CpuInventory
        {
            Count = (int)part.Number("count", int.MaxValue), Sockets = (int)part.Number("sockets", int.MaxValue),
            Model = part.TextOrNull("model"),
        };
        return Document(cpu, Types.CpuInventory, new InventoryFacts { Columns = [Told("cpu_count", cpu.Count)] });
    }

    private static InventoryDocument ReadMemory(InventoryPart part)
    {
        var memory = new MemoryInventory
        {
            TotalBytes = part.Number("totalBytes", InventoryLimits.NumberMax),
            SwapBytes = part.Number("swapBytes", InventoryLimits.NumberMax),
        };
        return Document(memory, Types.MemoryInventory, new InventoryFacts
        {
            Columns = [Told("memory_bytes", memory.TotalBytes)],
        });
    }

    private static InventoryDocument ReadUnits(InventoryPart part)
    {
        var units = part.Parts("units", InventoryLimits.UnitsMax).Where(unit => unit.Text("name").Length > 0)
            .Select(unit => new InstalledUnit
            {
                Name = unit.Text("name"), Load = unit.Text("load"),
                Active = unit.Text("active"), Sub = unit.Text("sub"),
            });
        var content = new UnitInventory
        {
            Units = [.. units], LeftOut = (int)part.Number("leftOut", int.MaxValue),
        };
        return Document(content, Types.UnitInventory);
    }

    // 0 is what cannot be told.
    private static InventoryColumn Told(string name, long number) => new(name, null, number > 0 ? number : -1);

    private static InventoryColumn[] Version(string name, string version) =>
        [new(name, version), new(name + "_key", version.Length == 0 ? "" : VersionKey.Of(version))];

    // "6.1.0-18-amd64" is not a version before 6.1.0.
    private static string LeadingNumbers(string version) =>
        new string([.. version.TakeWhile(c => char.IsAsciiDigit(c) || c == '.')]).TrimEnd('.');
}
