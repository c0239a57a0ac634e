using System.Net.Security;

namespace Aops.Server.Certificates;

/// <summary>
/// The certificate that new connections are shown. <see cref="Refresh"/> loads changes of the data folder
/// and renews a certificate that expires soon; open connections are not affected.
/// </summary>
internal sealed class ServerCertificates(AuthorityFolder folder, string certificateFile, string keyFile,
    IReadOnlyCollection<string> names)
{
    private volatile Shown? _shown;

    /// <summary>The certificate for new handshakes.</summary>
    public SslStreamCertificateContext Context => Now.Context;

    /// <summary>When the certificate expires, UTC.</summary>
    public DateTime NotAfter => Now.Context.TargetCertificate.NotAfter.ToUniversalTime();

    /// <summary>The certificate of the authority that signs, in PEM.</summary>
    public string AuthorityPem => Now.AuthorityPem;

    /// <summary>The authorities that a new client should trust, in PEM.</summary>
    public string TrustPem => Now.TrustPem;

    /// <summary>SHA-256 of the signing authority.</summary>
    public string Fingerprint => Now.Fingerprint;

    /// <summary>When the signing authority expires, UTC.</summary>
    public DateTime AuthorityNotAfter => Now.AuthorityNotAfter;

    /// <summary>Whether there is a second authority.</summary>
    public bool IsRotating => Now.IsRotating;

    private Shown Now => _shown ?? throw new InvalidOperationException("the certificates were not opened yet");

    /// <summary>
    /// Checks the data folder. The certificate changes only if everything could be read and written.
    /// </summary>
    /// <returns>What has changed since the last call.</returns>
    /// <exception cref="IOException">A new certificate cannot be written.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file cannot be parsed.</exception>
    public CertificateChange Refresh(DateTimeOffset now)
    {
        using var authorities = folder.Open(now);
        var certificate = ServerCertificate.Open(authorities.Active, certificateFile, keyFile, names, now);
        var before = _shown;
        var context = before?.Context;
        if (context?.TargetCertificate.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span) == true)
            certificate.Dispose();
        // Created once per certificate, since it holds the TLS library's representation of it.
        else context = SslStreamCertificateContext.Create(certificate, null, offline: true);
        var active = authorities.Active;
        _shown = new Shown(
            context!, active.Pem, authorities.TrustPem, active.Fingerprint,
            active.Certificate.NotAfter.ToUniversalTime(), authorities.Next is not null);
        return new CertificateChange(
            IsRenewed: before is not null && !ReferenceEquals(before.Context, context),
            IsOtherAuthority: before is not null && before.Fingerprint != active.Fingerprint,
            IsOtherTrust: before is not null && before.TrustPem != authorities.TrustPem);
    }

    private sealed record Shown(
        SslStreamCertificateContext Context, string AuthorityPem, string TrustPem, string Fingerprint,
        DateTime AuthorityNotAfter, bool IsRotating);
}
