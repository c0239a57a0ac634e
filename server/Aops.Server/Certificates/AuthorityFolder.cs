using Aops.Native.Files;

namespace Aops.Server.Certificates;

/// <summary>
/// The authorities of one server in its data folder. There is one, and a second while the first is being replaced:
/// <list type="table">
/// <item><c>ca.pem</c>, <c>ca.key</c>: the first. <c>ca.pem</c> holds what a client should trust: the certificate of the
/// first, and after it that of the second while there is one.</item>
/// <item><c>ca-next.pem</c>, <c>ca-next.key</c>: the second.</item>
/// <item><c>ca-next.active</c>: there while the second is the one that signs the server's certificate.</item>
/// </list>
/// Every change is one file, or a sequence of files that <see cref="Open"/> carries to its end after a crash.
/// </summary>
internal sealed class AuthorityFolder(string root)
{
    public string Certificate { get; } = Path.Combine(root, "ca.pem");

    public string Key { get; } = Path.Combine(root, "ca.key");

    public string NextCertificate { get; } = Path.Combine(root, "ca-next.pem");

    public string NextKey { get; } = Path.Combine(root, "ca-next.key");

    private string ActiveMark { get; } = Path.Combine(root, "ca-next.active");

    private string RetireMark { get; } = Path.Combine(root, "ca-next.retiring");

    /// <summary>Reads the authorities; creates the first if there is none.</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">
    /// A file exists but cannot be parsed.
    /// </exception>
    /// <exception cref="FileNotFoundException">A certificate exists without its key.</exception>
    public AuthoritySet Open(DateTimeOffset now)
    {
        if (File.Exists(RetireMark)) FinishRetirement();
        var first = CertificateAuthority.Open(Certificate, Key, now);
        // Its certificate is written last: without it the second authority is not complete.
        if (!File.Exists(NextCertificate)) return new AuthoritySet(first, null, isNextActive: false);
        try
        {
            var next = CertificateAuthority.Open(NextCertificate, NextKey, now);
            return new AuthoritySet(first, next, File.Exists(ActiveMark));
        }
        catch
        {
            first.Dispose();
            throw;
        }
    }

    /// <summary>Creates the second authority if there is none; the first continues to sign.</summary>
    public void AddNext(DateTimeOffset now)
    {
        using var first = CertificateAuthority.Open(Certificate, Key, now);
        if (!File.Exists(NextCertificate)) File.Delete(ActiveMark);
        using var next = CertificateAuthority.Open(NextCertificate, NextKey, now);
        WriteTrust(first, next);
    }

    /// <summary>The second authority signs from now on.</summary>
    public void Activate() => AtomicFile.Write(ActiveMark, "");

    /// <summary>The first authority signs again.</summary>
    public void Deactivate() => AtomicFile.Delete(ActiveMark);

    /// <summary>Replaces the first authority by the second; the key of the first is deleted.</summary>
    public void Retire()
    {
        AtomicFile.Write(RetireMark, "");
        FinishRetirement();
    }

    // The key first: after it is replaced there is no way back, and the mark makes the next start complete
    // the step.
    private void FinishRetirement()
    {
        if (File.Exists(NextCertificate))
        {
            AtomicFile.Write(Key, File.ReadAllText(NextKey));
            AtomicFile.Write(Certificate, File.ReadAllText(NextCertificate), AtomicFile.Public);
        }
        AtomicFile.Delete(NextCertificate);
        AtomicFile.Delete(NextKey);
        AtomicFile.Delete(ActiveMark);
        AtomicFile.Delete(RetireMark);
    }

    private void WriteTrust(CertificateAuthority first, CertificateAuthority next) => AtomicFile.Write(
        Certificate, $"{first.Certificate.ExportCertificatePem()}\n{next.Certificate.ExportCertificatePem()}\n",
        AtomicFile.Public);
}
