using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aops.Native.Files;

namespace Aops.Server.Certificates;

/// <summary>
/// The certificate authority of a server, which agents pin. Its key never leaves the data folder; it signs
/// server certificates only (path length 0).
/// </summary>
internal sealed class CertificateAuthority : IDisposable
{
    private const int ValidityYears = 10;

    // A host whose clock is slow by less than this can connect right after the first start.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromDays(1);

    private CertificateAuthority(X509Certificate2 certificate) => Certificate = certificate;

    /// <summary>The certificate, with its key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>SHA-256 of the certificate, as pairs of digits with colons.</summary>
    public string Fingerprint =>
        string.Join(':', Certificate.GetCertHash(HashAlgorithmName.SHA256).Select(part => part.ToString("X2", null)));

    /// <summary>SHA-256 of the certificate in lower-case hexadecimal, as hosts report it.</summary>
    public string Sha256 => Certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();

    /// <summary>The certificate alone, in PEM.</summary>
    public string Pem => Certificate.ExportCertificatePem() + "\n";

    /// <summary>Reads the authority, or creates it if there is none.</summary>
    /// <param name="certificateFile">The certificate, the first of the file; readable by all.</param>
    /// <param name="keyFile">The key; mode 0600.</param>
    /// <exception cref="CryptographicException">A file exists but cannot be parsed.</exception>
    /// <exception cref="FileNotFoundException">
    /// The certificate exists without its key. A new authority is not created automatically, since no agent
    /// that has pinned the old one would trust it.
    /// </exception>
    public static CertificateAuthority Open(string certificateFile, string keyFile, DateTimeOffset now)
    {
        if (!File.Exists(certificateFile)) Create(certificateFile, keyFile, now);
        return new CertificateAuthority(X509Certificate2.CreateFromPemFile(certificateFile, keyFile));
    }

    /// <summary>Signs a request for a server.</summary>
    public X509Certificate2 Sign(CertificateRequest request, DateTimeOffset now, TimeSpan life)
    {
        var notAfter = now + life;
        if (notAfter > Certificate.NotAfter) notAfter = Certificate.NotAfter;
        return request.Create(Certificate, now - ClockSkew, notAfter, NewSerial());
    }

    public void Dispose() => Certificate.Dispose();

    private static void Create(string certificateFile, string keyFile, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(
            $"CN=aops server CA {now:yyyy-MM-dd} {RandomNumberGenerator.GetHexString(8, lowercase: true)}",
            key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(
            certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        using var certificate = request.CreateSelfSigned(now - ClockSkew, now.AddYears(ValidityYears));
        // The key first: a certificate without its key would look like a complete pair.
        AtomicFile.Write(keyFile, key.ExportPkcs8PrivateKeyPem());
        AtomicFile.Write(certificateFile, certificate.ExportCertificatePem() + "\n", AtomicFile.Public);
    }

    private static byte[] NewSerial()
    {
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] = (byte)((serial[0] & 0x7F) | 0x01); // Positive and of full length, as RFC 5280 wants it.
        return serial;
    }
}
