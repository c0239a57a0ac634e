using Microsoft.AspNetCore.Http;

namespace Aops.Server.Security;

/// <summary>The address that a request comes from, as it is stored.</summary>
internal static class RequestAddressText
{
    /// <summary>The address of the connection, as no proxy is believed; null for none.</summary>
    public static string? Address(this HttpContext context) => context.Connection.RemoteIpAddress is { } address
        ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
        : null;
}
