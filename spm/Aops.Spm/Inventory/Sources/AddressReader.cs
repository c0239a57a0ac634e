using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Aops.Contracts.Wire.Inventory;

namespace Aops.Spm.Inventory.Sources;

/// <summary>Lists the addresses of this host.</summary>
internal static class AddressReader
{
    /// <summary>The addresses of all interfaces that are up.</summary>
    /// <exception cref="NetworkInformationException">The kernel does not list them.</exception>
    public static AddressInventory Read() => new()
    {
        Addresses =
        [
            .. NetworkInterface.GetAllNetworkInterfaces()
                .Where(card => card.NetworkInterfaceType != NetworkInterfaceType.Loopback
                    && card.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
                .OrderBy(card => card.Name, StringComparer.Ordinal)
                .SelectMany(card => card.GetIPProperties().UnicastAddresses
                    .Where(address => IsTold(address.Address)).Select(address => Describe(card, address))
                    .OrderBy(address => address.Address, StringComparer.Ordinal))
                .Take(InventoryLimits.AddressesMax),
        ],
    };

    /// <summary>Whether an address tells something of a host: not loopback, not link-local.</summary>
    public static bool IsTold(IPAddress address) => !IPAddress.IsLoopback(address) && !address.IsIPv6LinkLocal
        && (address.AddressFamily != AddressFamily.InterNetwork || address.GetAddressBytes() is not [169, 254, ..]);

    private static HostAddress Describe(NetworkInterface card, UnicastIPAddressInformation address)
    {
        // The scope of an IPv6 address is a number of this host.
        var plain = new IPAddress(address.Address.GetAddressBytes());
        var mac = card.GetPhysicalAddress().GetAddressBytes();
        return new HostAddress
        {
            Address = plain.ToString(),
            PrefixLength = address.PrefixLength,
            Interface = HostTree.Fit(card.Name),
            Mac = mac.Length == 0 ? null : string.Join(':', mac.Select(part => part.ToString("x2", null))),
        };
    }
}
