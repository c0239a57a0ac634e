namespace Aops.Server.Certificates;

/// <summary>The authorities of a server: the signing one, and the other one during a rotation.</summary>
internal sealed class AuthoritySet(CertificateAuthority first, CertificateAuthority? next, bool isNextActive)
    : IDisposable
{
    public CertificateAuthority First { get; } = first;

    /// <summary>The one that will replace the first; null outside of a rotation.</summary>
    public CertificateAuthority? Next { get; } = next;

    /// <summary>Whether <see cref="Next"/> is the one that signs.</summary>
    public bool IsNextActive { get; } = isNextActive && next is not null;

    /// <summary>The one that signs.</summary>
    public CertificateAuthority Active => IsNextActive ? Next! : First;

    /// <summary>Both, the signing one first: the trust of a new client.</summary>
    public IEnumerable<CertificateAuthority> All => new[] { First, Next }.OfType<CertificateAuthority>()
        .OrderBy(authority => ReferenceEquals(authority, Active) ? 0 : 1);

    /// <summary>The certificates of <see cref="All"/> in PEM.</summary>
    public string TrustPem => string.Concat(All.Select(authority => authority.Pem));

    public void Dispose()
    {
        First.Dispose();
        Next?.Dispose();
    }
}
