using System.Net;
using Microsoft.AspNetCore.Http;

namespace Aops.Server.Actors;

/// <summary>Addresses as operators write them, and as they are stored.</summary>
internal static class AddressText
{
    /// <summary>An address; an IPv4 one that came by an IPv6 socket has its IPv4 form. Null for none.</summary>
    public static string? Of(IPAddress? address) =>
        (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString();

    /// <summary>The address that a request comes from: of the connection, as no proxy is believed; null for none.</summary>
    public static string? Address(this HttpContext context) => Of(context.Connection.RemoteIpAddress);
}
