using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Aops.Server.Tests.Support;

/// <summary>A certificate of a server that ends when a test says.</summary>
internal static class EndingCertificate
{
    /// <summary>Puts one into the data folder.</summary>
    /// <returns>Its serial number.</returns>
    public static string Place(ServerFolder folder, DateTimeOffset end)
    {
        using var authority = X509Certificate2.CreateFromPemFile(folder.CaCertificate, folder.CaKey);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=aops server", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddDnsName(Dns.GetHostName());
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using var certificate = request.Create(
            authority, authority.NotBefore, end, RandomNumberGenerator.GetBytes(8));
        File.WriteAllText(folder.CertificateKey, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(folder.Certificate, certificate.ExportCertificatePem());
        return certificate.SerialNumber;
    }
}
