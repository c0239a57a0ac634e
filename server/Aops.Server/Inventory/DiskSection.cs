using Aops.Contracts.Json;
using Aops.Contracts.Wire.Inventory;

namespace Aops.Server.Inventory;

/// <summary>Reads the section <c>disks</c>.</summary>
internal static class DiskSection
{
    /// <summary>Reads a content.</summary>
    public static InventoryDocument Read(InventoryPart part)
    {
        var volumes = part.Parts("volumes", InventoryLimits.VolumesMax).Where(volume => volume.Text("path").Length > 0)
            .Select(volume => new DiskVolume
            {
                Path = volume.Text("path"), Device = volume.Text("device"), FileSystem = volume.Text("fileSystem"),
                SizeBytes = volume.Number("sizeBytes", InventoryLimits.NumberMax),
                FreePercent = (int)volume.Number("freePercent", 100), IsReadOnly = volume.Flag("isReadOnly"),
            }).ToList();
        // A read-only one is full by design.
        var least = volumes.Where(volume => !volume.IsReadOnly).Select(volume => (long)volume.FreePercent)
            .DefaultIfEmpty(-1).Min();
        return InventoryReader.Document(
            new DiskInventory { Volumes = volumes }, ContractsJson.Default.DiskInventory,
            new InventoryFacts { Columns = [new("disk_free", null, least)] });
    }
}
