using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aops.Native.Crypto;
using Aops.Native.Files;

namespace Aops.Server.Certificates;

/// <summary>The server's certificate, signed by its own authority.</summary>
internal static class ServerCertificate
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private static readonly TimeSpan Validity = TimeSpan.FromDays(397);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(30);

    /// <summary>
    /// Reads the certificate; creates a new one if there is none, if it expires soon, or if it lacks a
    /// name.
    /// </summary>
    /// <param name="authority">The signing authority.</param>
    /// <param name="certificateFile">The certificate.</param>
    /// <param name="keyFile">The key; mode 0600.</param>
    /// <param name="names">DNS names and addresses that it must cover.</param>
    public static X509Certificate2 Open(
        CertificateAuthority authority, string certificateFile, string keyFile, IReadOnlyCollection<string> names,
        DateTimeOffset now)
    {
        if (TryRead(certificateFile, keyFile) is { } known)
        {
            if (IsGood(known, authority, names, now)) return known;
            known.Dispose();
        }
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = authority.Sign(Request(authority, key, names), now, Validity);
        AtomicFile.Write(keyFile, key.ExportPkcs8PrivateKeyPem());
        AtomicFile.Write(certificateFile, certificate.ExportCertificatePem() + "\n", AtomicFile.Public);
        return X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
    }

    private static CertificateRequest Request(
        CertificateAuthority authority, ECDsa key, IReadOnlyCollection<string> names)
    {
        var request = new CertificateRequest("CN=aops server", key, HashAlgorithmName.SHA256);
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address)) alternatives.AddIpAddress(address);
            else alternatives.AddDnsName(name);
        }
        request.CertificateExtensions.Add(alternatives.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            authority.Certificate, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        return request;
    }

    // After a crash between two writes, certificate and key do not match and are replaced.
    private static X509Certificate2? TryRead(string certificateFile, string keyFile)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        }
        catch (Exception e) when (e is FileNotFoundException || KeyFaults.Explain(e))
        {
            return null;
        }
    }

    private static bool IsGood(
        X509Certificate2 certificate, CertificateAuthority authority, IReadOnlyCollection<string> names,
        DateTimeOffset now)
    {
        // The clock was set back, so the certificate is not valid yet.
        if (certificate.NotBefore.ToUniversalTime() > now.UtcDateTime) return false;
        // A certificate that lasts as long as its authority cannot be extended.
        var end = certificate.NotAfter.ToUniversalTime();
        if (end - now.UtcDateTime < RenewBefore && end < authority.Certificate.NotAfter.ToUniversalTime()) return false;
        if (!certificate.IssuerName.RawData.AsSpan().SequenceEqual(authority.Certificate.SubjectName.RawData))
            return false;
        var identifier = certificate.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault();
        var subject = authority.Certificate.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault();
        if (identifier?.KeyIdentifier is not { } key || subject is null
            || !key.Span.SequenceEqual(subject.SubjectKeyIdentifierBytes.Span))
        {
            return false;
        }
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        if (alternatives is null) return false;
        var covered = alternatives.EnumerateDnsNames()
            .Concat(alternatives.EnumerateIPAddresses().Select(address => address.ToString()))
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        return names.All(covered.Contains);
    }
}
