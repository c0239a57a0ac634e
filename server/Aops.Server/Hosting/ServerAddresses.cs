using System.Net;
using Aops.Server.Bootstrap;

namespace Aops.Server.Hosting;

/// <summary>Names and addresses of the server.</summary>
internal static class ServerAddresses
{
    /// <summary>Names and addresses that the certificate must cover.</summary>
    public static IReadOnlyCollection<string> OfCertificate(ServerOptions options)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "::1" };
        var host = Dns.GetHostName();
        if (Uri.CheckHostName(host) == UriHostNameType.Dns) names.Add(host);
        foreach (var endpoint in options.Listen)
        {
            if (!IsAny(endpoint.Address)) names.Add(endpoint.Address.ToString());
        }
        if (options.PublicUrl is { } url) names.Add(url.IdnHost);
        return names;
    }

    /// <summary>The addresses that hosts are told.</summary>
    public static RequestAddress Addresses(ServerOptions options) => new(
        options.PublicUrl is { } url && ServerAddress.TryParse(url, out var address) ? address : null,
        OfCertificate(options));

    /// <summary>The URL to print, from the bound address.</summary>
    /// <param name="bound">For instance <c>https://127.0.0.1:41234</c>.</param>
    public static Uri Url(ServerOptions options, string bound)
    {
        if (options.PublicUrl is { } url) return url;
        var address = new Uri(bound);
        return IPAddress.TryParse(address.IdnHost, out var ip) && IsAny(ip)
            ? new UriBuilder(address) { Host = Dns.GetHostName() }.Uri
            : address;
    }

    private static bool IsAny(IPAddress address) =>
        address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
