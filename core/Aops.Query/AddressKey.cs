using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Aops.Query;

/// <summary>
/// Keys of addresses: 32 hexadecimal digits of the IPv6 form, so that the addresses of a network are a range of keys. An IPv4
/// address has the key of its form within IPv6.
/// </summary>
public static class AddressKey
{
    private const int Bits = 128;
    private const int BitsBeforeIpv4 = 96;

    /// <summary>The key of an address.</summary>
    public static string Of(IPAddress address) => Convert.ToHexStringLower(Bytes(address));

    /// <summary>The first and the last key of a network, or of one address.</summary>
    /// <param name="text">An address, or a network as <c>10.0.0.0/8</c>; bits after its prefix do not count.</param>
    /// <returns>Null if it is neither.</returns>
    public static (string First, string Last)? Range(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address)) return null;
        // "10" would be read as 0.0.0.10.
        var isIpv4 = address.AddressFamily == AddressFamily.InterNetwork;
        if (isIpv4 && text.Count(c => c == '.') != 3) return null;
        var prefix = Bits;
        if (slash >= 0)
        {
            if (!int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out prefix))
                return null;
            if (isIpv4) prefix += BitsBeforeIpv4;
            if (prefix > Bits) return null;
        }
        var (first, last) = (Bytes(address), Bytes(address));
        for (var bit = prefix; bit < Bits; bit++)
        {
            var mask = (byte)(0x80 >> (bit % 8));
            first[bit / 8] &= (byte)~mask;
            last[bit / 8] |= mask;
        }
        return (Convert.ToHexStringLower(first), Convert.ToHexStringLower(last));
    }

    private static byte[] Bytes(IPAddress address) => address.MapToIPv6().GetAddressBytes();
}
