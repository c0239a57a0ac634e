using System.Net;
using Aops.Contracts.Json;
using Aops.Contracts.Wire.Inventory;
using Aops.Query;

namespace Aops.Server.Inventory;

/// <summary>Reads the section <c>addresses</c>.</summary>
internal static class AddressSection
{
    private const int BitsMax = 128;

    /// <summary>Reads a content.</summary>
    public static InventoryDocument Read(InventoryPart part)
    {
        var addresses = part.Parts("addresses", InventoryLimits.AddressesMax)
            .Where(address => IPAddress.TryParse(address.Text("address"), out _))
            .Select(address => new HostAddress
            {
                Address = address.Text("address"), PrefixLength = (int)address.Number("prefixLength", BitsMax),
                Interface = address.Text("interface"), Mac = address.TextOrNull("mac"),
            }).ToList();
        return InventoryReader.Document(
            new AddressInventory { Addresses = addresses }, ContractsJson.Default.AddressInventory,
            new InventoryFacts
            {
                Addresses =
                [
                    .. addresses.Select(address => AddressKey.Of(IPAddress.Parse(address.Address)))
                        .Distinct(StringComparer.Ordinal),
                ],
            });
    }
}
