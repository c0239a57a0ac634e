using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Aops.Integration.Tests.Security;

/// <summary>Certificates that an attacker shows in the place of the true server.</summary>
internal static class HostileCertificate
{
    /// <summary>What is wrong with one; <see cref="Sound"/> is one that hosts accept.</summary>
    internal enum Kind
    {
        Sound,
        OtherAuthority,
        Expired,
        WrongName,
    }

    /// <summary>Makes one.</summary>
    /// <param name="data">Data folder of the true server, with the key of its authority.</param>
    /// <param name="kind">What is wrong with it.</param>
    public static X509Certificate2 Make(string data, Kind kind = Kind.Sound)
    {
        using var authority = kind == Kind.OtherAuthority
            ? MakeAuthority()
            : X509Certificate2.CreateFromPemFile(Path.Combine(data, "ca.pem"), Path.Combine(data, "ca.key"));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=hostile", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        if (kind == Kind.WrongName) names.AddDnsName("elsewhere.example");
        else names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(
            new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(
            authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        var now = DateTimeOffset.UtcNow;
        var begin = authority.NotBefore > now.AddHours(-1).UtcDateTime ? authority.NotBefore : now.AddHours(-1);
        var end = kind == Kind.Expired ? begin.AddMilliseconds(1) : now.AddDays(1);
        using var signed = request.Create(authority, begin, end, RandomNumberGenerator.GetBytes(8));
        using var paired = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(paired.Export(X509ContentType.Pkcs12), null);
    }

    private static X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=other authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-2), DateTimeOffset.UtcNow.AddDays(2));
    }
}
