using Aops.Contracts.Json;
using Aops.Contracts.Wire.Inventory;
using Aops.Query;

namespace Aops.Server.Inventory;

/// <summary>Reads the section <c>packages</c>.</summary>
internal static class PackageSection
{
    /// <summary>Reads a content.</summary>
    public static InventoryDocument Read(InventoryPart part)
    {
        var packages = part.Parts("packages", InventoryLimits.PackagesMax)
            .Select(package => new InstalledPackage
            {
                Name = package.Text("name"), Version = package.Text("version"),
                Architecture = package.TextOrNull("architecture"),
            })
            .Where(package => package.Name.Length > 0 && package.Version.Length > 0).ToList();
        var content = new PackageInventory
        {
            Manager = part.Text("manager"), Packages = packages, LeftOut = (int)part.Number("leftOut", int.MaxValue),
        };
        return InventoryReader.Document(content, ContractsJson.Default.PackageInventory, new InventoryFacts
        {
            // A package of two architectures is one.
            Packages =
            [
                .. packages.Select(package => new PackageRow(
                    package.Name, package.Version, PackageVersionKey.Of(package.Version)))
                    .DistinctBy(package => (package.Name, package.VersionKey)),
            ],
        });
    }
}
