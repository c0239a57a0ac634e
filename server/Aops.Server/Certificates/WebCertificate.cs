using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aops.Native.Crypto;
using Aops.Native.Files;

namespace Aops.Server.Certificates;

/// <summary>
/// The operator's own certificate for console and API, beside the one that agents have pinned the authority of. Its files
/// are read again when they have changed; until both fit, the one before is shown.
/// </summary>
/// <param name="certificateFile">The certificate, and after it those between it and its authority, in PEM.</param>
/// <param name="keyFile">Its key, in PEM.</param>
internal sealed class WebCertificate(string certificateFile, string keyFile)
{
    private volatile SslStreamCertificateContext? _context;
    private string? _seen;

    /// <summary>The certificate for new handshakes.</summary>
    public SslStreamCertificateContext Context =>
        _context ?? throw new InvalidOperationException("the certificate was not opened yet");

    /// <summary>When it ends, UTC.</summary>
    public DateTime NotAfter => Context.TargetCertificate.NotAfter.ToUniversalTime();

    /// <summary>Reads the files, if they are others than at the last call.</summary>
    /// <returns>Whether another certificate is shown now.</returns>
    /// <exception cref="InvalidDataException">They cannot be read, or do not fit; the one before stays.</exception>
    public bool Refresh()
    {
        try
        {
            var text = File.ReadAllText(certificateFile);
            var read = text + File.ReadAllText(keyFile);
            var digest = Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(read)));
            if (digest == _seen) return false;
            var certificate = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
            var others = new X509Certificate2Collection();
            others.ImportFromPem(text);
            _context = SslStreamCertificateContext.Create(certificate, others, offline: true);
            _seen = digest;
            return true;
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || KeyFaults.Explain(e))
        {
            var reason = FileFaults.IsFileFault(e) ? e.Message : "they are no pair in PEM";
            throw new InvalidDataException($"the certificate {certificateFile} with the key {keyFile}: {reason}", e);
        }
    }
}
