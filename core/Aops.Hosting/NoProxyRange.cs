using System.Globalization;
using System.Net;

namespace Aops.Hosting;

/// <summary>
/// Address ranges in NO_PROXY, such as <c>10.0.0.0/8</c> or <c>fd00::/8</c>. curl applies them (since 7.86) when
/// the server is given by its address; the base class library supports only names and single addresses.
/// </summary>
public static class NoProxyRange
{
    private static readonly char[] Separators = [',', ' '];

    /// <summary>Whether a range in this process's environment exempts a server from the proxy.</summary>
    public static bool OfEnvironmentCovers(Uri server) => Covers(
        Environment.GetEnvironmentVariable("no_proxy") ?? Environment.GetEnvironmentVariable("NO_PROXY"), server);

    /// <summary>Whether a list has a range that contains the address of a server.</summary>
    /// <param name="list">Entries, separated by commas or spaces; null for none.</param>
    /// <param name="server">The server; one given by name is in no range.</param>
    public static bool Covers(string? list, Uri server) =>
        IPAddress.TryParse(server.DnsSafeHost, out var address)
        && (list ?? "").Split(Separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Any(entry => IsWithin(address.GetAddressBytes(), entry));

    private static bool IsWithin(byte[] address, string entry)
    {
        if (entry.Split('/') is not [var text, var length]
            || !IPAddress.TryParse(text.Trim('[', ']'), out var network)
            || !int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits))
        {
            return false;
        }
        var prefix = network.GetAddressBytes();
        if (prefix.Length != address.Length || bits > prefix.Length * 8) return false;
        for (var i = 0; i < prefix.Length && bits > 0; i++, bits -= 8)
        {
            var mask = bits >= 8 ? 0xFF : 0xFF << (8 - bits);
            if (((prefix[i] ^ address[i]) & mask & 0xFF) != 0) return false;
        }
        return true;
    }
}
