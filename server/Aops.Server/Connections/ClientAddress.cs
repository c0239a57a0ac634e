using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Aops.Server.Connections;

/// <summary>
/// The unit of per-address limits: an IPv4 address, or the /64 of an IPv6 address, since one host has all
/// addresses of its /64 (RFC 4291, section 2.5.4).
/// </summary>
internal readonly record struct ClientAddress(AddressFamily Family, ulong Prefix)
{
    /// <summary>The unit of an address; all connections without an address are one unit.</summary>
    public static ClientAddress Of(IPAddress? address)
    {
        if (address is null) return default;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        _ = address.TryWriteBytes(bytes, out _);
        return new ClientAddress(address.AddressFamily, BinaryPrimitives.ReadUInt64BigEndian(bytes));
    }

    /// <summary>The address or prefix as text.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Prefix);
        return Family switch
        {
            AddressFamily.InterNetwork => new IPAddress(bytes[..4]).ToString(),
            AddressFamily.InterNetworkV6 => $"{new IPAddress(bytes)}/64",
            _ => "an unknown address",
        };
    }
}
