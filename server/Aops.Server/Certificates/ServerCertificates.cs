using System.Net.Security;

namespace Aops.Server.Certificates;

/// <summary>
/// What the server shows to those who connect now. <see cref="Refresh"/> takes up what has changed in the data folder
/// and renews what ends soon; connections that are there go on with what they have seen.
/// </summary>
internal sealed class ServerCertificates(AuthorityFolder folder, string certificateFile, string keyFile,
    IReadOnlyCollection<string> names)
{
    private volatile Shown? _shown;

    /// <summary>What a handshake that begins now shows.</summary>
    public SslStreamCertificateContext Context => Now.Context;

    /// <summary>Until when that is good, UTC.</summary>
    public DateTime NotAfter => Now.Context.TargetCertificate.NotAfter.ToUniversalTime();

    /// <summary>The certificate of the authority that signs, in PEM.</summary>
    public string AuthorityPem => Now.AuthorityPem;

    /// <summary>What a new client should trust, in PEM.</summary>
    public string TrustPem => Now.TrustPem;

    /// <summary>SHA-256 of the authority that signs.</summary>
    public string Fingerprint => Now.Fingerprint;

    /// <summary>Until when the authority that signs is good, UTC.</summary>
    public DateTime AuthorityNotAfter => Now.AuthorityNotAfter;

    /// <summary>Whether a second authority is there.</summary>
    public bool IsRotating => Now.IsRotating;

    private Shown Now => _shown ?? throw new InvalidOperationException("the certificates were not opened yet");

    /// <summary>Looks at the data folder; what is shown changes only if all of it could be read and written.</summary>
    /// <param name="now">The time.</param>
    /// <returns>What has changed since the last call.</returns>
    /// <exception cref="IOException">A new certificate cannot be written.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A file cannot be understood.</exception>
    public CertificateChange Refresh(DateTimeOffset now)
    {
        using var authorities = folder.Open(now);
        var certificate = ServerCertificate.Open(authorities.Active, certificateFile, keyFile, names, now);
        var before = _shown;
        var context = before?.Context;
        if (context?.TargetCertificate.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span) == true)
            certificate.Dispose();
        // Made once a certificate: it holds the TLS library's own form of it.
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
