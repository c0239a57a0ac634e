using System.Security.Cryptography.X509Certificates;
using Aops.Contracts;
using Aops.Native.Crypto;

namespace Aops.Releases.Fleet;

/// <summary>What a <see cref="FleetAuthority"/> has to be; the publisher's tool signs nothing that hosts would refuse.</summary>
internal static class FleetAuthorityRules
{
    /// <summary>Checks one.</summary>
    /// <exception cref="InvalidDataException">A rule is broken.</exception>
    public static void Check(FleetAuthority authority)
    {
        Require(authority.Schema == 1, $"schema {authority.Schema} is not known here");
        Require(authority.Generation is >= 1 and <= Limits.FleetGenerationMax,
            $"generation must be from 1 to {Limits.FleetGenerationMax}");
        Require(authority.Authorities.Count + authority.Addresses.Count > 0, "it names neither an authority nor an address");
        Require(authority.Authorities.Count <= Limits.FleetAuthoritiesMax,
            $"it names more than {Limits.FleetAuthoritiesMax} authorities");
        Require(authority.Addresses.Count <= Limits.FleetAddressesMax,
            $"it names more than {Limits.FleetAddressesMax} addresses");
        Require(authority.Hosts is null or { Count: > 0 and <= Limits.FleetHostsMax },
            $"hosts must be null or name 1 to {Limits.FleetHostsMax}");
        foreach (var address in authority.Addresses)
            Require(IsAddress(address), $"'{address}' is not an https:// address without a path");
        foreach (var host in authority.Hosts ?? [])
            Require(host is { Length: > 0 and <= 255 }, "a host must have 1 to 255 characters");
        if (authority.Authorities.Count > 0) Normalize(authority.Authorities);
    }

    /// <summary>The certificates alone, one after the other.</summary>
    /// <exception cref="InvalidDataException">One cannot be read, or is no authority's.</exception>
    public static string Normalize(IReadOnlyList<string> authorities) => string.Concat(
        authorities.Select((pem, index) => Read(pem, $"authorities[{index}]").ExportCertificatePem() + "\n"));

    private static X509Certificate2 Read(string? pem, string which)
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPem(pem ?? "");
            var isAuthority = certificate.Extensions.OfType<X509BasicConstraintsExtension>()
                .Any(constraints => constraints.CertificateAuthority);
            Require(isAuthority, $"{which} is not the certificate of an authority");
            return certificate;
        }
        catch (Exception e) when (KeyFaults.Explain(e))
        {
            throw new InvalidDataException($"{which} is no certificate in PEM", e);
        }
    }

    private static bool IsAddress(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri is { Scheme: "https", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" };

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidDataException(otherwise);
    }
}
