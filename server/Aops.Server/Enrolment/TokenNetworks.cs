using System.Net;
using Aops.Query;

namespace Aops.Server.Enrolment;

/// <summary>Addresses and networks from which an enrolment token may be shown, stored with spaces between.</summary>
internal static class TokenNetworks
{
    /// <summary>What a network looks like, for faults.</summary>
    public const string Rule = "must be an address or a network, as 10.1.2.3, 10.1.0.0/16 or 2001:db8::/32";

    /// <summary>Whether a text is an address or a network; bits after the prefix do not count.</summary>
    public static bool IsNetwork(string? text) =>
        text is { Length: > 0 }
        && text.All(c => char.IsAsciiHexDigit(c) || c is '.' or ':' or '/')
        && AddressKey.Range(text) is not null;

    /// <summary>Whether an address is in one of the networks.</summary>
    /// <param name="stored">The networks; empty for any.</param>
    /// <param name="address">Null for an address that is not known, which is in no network.</param>
    public static bool Admit(string stored, IPAddress? address)
    {
        if (stored.Length == 0) return true;
        if (address is null) return false;
        var key = AddressKey.Of(address);
        return stored.Split(' ').Select(AddressKey.Range).OfType<(string First, string Last)>().Any(
            range => string.CompareOrdinal(range.First, key) <= 0 && string.CompareOrdinal(key, range.Last) <= 0);
    }
}
