using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Aops.Server.Bootstrap;

/// <summary>
/// Address of this server for hosts: <c>https</c>, a host name or address, and a port. It has no other
/// parts, so it is safe in a script and on a command line.
/// </summary>
internal sealed partial record ServerAddress
{
    private const int HttpsPort = 443;
    private const int HostCharsMax = 253;

    private ServerAddress(string host, int port) => (Host, Port) = (host, port);

    /// <summary>The name or address, without brackets.</summary>
    public string Host { get; }

    public int Port { get; }

    /// <summary><c>https://HOST[:PORT]</c>.</summary>
    public override string ToString()
    {
        var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        return Port == HttpsPort
            ? $"https://{host}"
            : string.Create(CultureInfo.InvariantCulture, $"https://{host}:{Port}");
    }

    /// <summary>Parses the authority part of a URL, as in the Host header.</summary>
    /// <returns>False for anything but a plain host and a port from 1 to 65535.</returns>
    public static bool TryParse(string? authority, [NotNullWhen(true)] out ServerAddress? address)
    {
        address = null;
        if (authority is null || Authority().Match(authority) is not { Success: true } match) return false;
        var port = HttpsPort;
        if (match.Groups["port"] is { Success: true } digits
            && (!int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out port)
                || port is < 1 or > IPEndPoint.MaxPort))
        {
            return false;
        }
        if (match.Groups["v6"] is { Success: true } v6)
        {
            if (!IPAddress.TryParse(v6.ValueSpan, out var ip) || ip.AddressFamily != AddressFamily.InterNetworkV6)
                return false;
            address = new ServerAddress(ip.ToString(), port);
            return true;
        }
        var name = match.Groups["name"].Value;
        if (name.Length > HostCharsMax) return false;
        address = new ServerAddress(name, port);
        return true;
    }

    /// <summary>The address of a URL.</summary>
    /// <returns>False if the URL is not https or its host is not plain.</returns>
    public static bool TryParse(Uri url, [NotNullWhen(true)] out ServerAddress? address)
    {
        address = null;
        if (!url.IsAbsoluteUri || url.Scheme != Uri.UriSchemeHttps) return false;
        var host = url.HostNameType == UriHostNameType.IPv6 ? $"[{url.IdnHost}]" : url.IdnHost;
        return TryParse(string.Create(CultureInfo.InvariantCulture, $"{host}:{url.Port}"), out address);
    }

    [GeneratedRegex(
        @"\A(?:(?<name>[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?)*)" +
        @"|\[(?<v6>[0-9A-Fa-f:.]{2,45})\])(?::(?<port>[0-9]{1,5}))?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Authority();
}
