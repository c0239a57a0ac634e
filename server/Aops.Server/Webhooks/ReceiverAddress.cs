using System.Net;
using System.Net.Sockets;

namespace Aops.Server.Webhooks;

/// <summary>
/// Which addresses a webhook may lead to. An admin of the API must not reach, by the server, what answers only on its own
/// machine or link: services on loopback, and the metadata services of clouds (169.254.169.254). Private networks are allowed,
/// as receivers are there. The address is looked at where the connection is made, so that no name changes its mind in between.
/// </summary>
internal static class ReceiverAddress
{
    private const int NatPrefixBytes = 12;

    // RFC 6052: the last four bytes are an IPv4 address that a gateway translates to.
    private static readonly byte[] NatPrefix = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>What keeps an address from being a receiver's; null for nothing.</summary>
    public static string? FindFault(IPAddress address)
    {
        var meant = Unwrap(address);
        if (IPAddress.IsLoopback(meant)) return "is the server itself (loopback)";
        return meant.AddressFamily == AddressFamily.InterNetwork ? FindFaultOfV4(meant) : FindFaultOfV6(meant);
    }

    private static string? FindFaultOfV4(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return bytes switch
        {
            [0, ..] => "is the server itself (0.0.0.0/8)",
            [169, 254, ..] => "is link-local",
            [>= 224, ..] => "is no address of one machine",
            _ => null,
        };
    }

    private static string? FindFaultOfV6(IPAddress address)
    {
        if (address.Equals(IPAddress.IPv6Any)) return "is the server itself (::)";
        if (address.IsIPv6LinkLocal || address.IsIPv6SiteLocal) return "is link-local";
        return address.IsIPv6Multicast ? "is no address of one machine" : null;
    }

    // An IPv4 address in the clothes of an IPv6 one.
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        var isNat = bytes.AsSpan(0, NatPrefixBytes).SequenceEqual(NatPrefix);
        // ::a.b.c.d, which RFC 4291 has given up; :: and ::1 are judged as they are.
        var isCompatible = bytes.AsSpan(0, NatPrefixBytes).IndexOfAnyExcept((byte)0) < 0
            && bytes.AsSpan(NatPrefixBytes).IndexOfAnyExcept((byte)0) >= 0 && !IPAddress.IsLoopback(address);
        return isNat || isCompatible ? new IPAddress(bytes.AsSpan(NatPrefixBytes)) : address;
    }
}
