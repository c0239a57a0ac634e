namespace Aops.Server.Certificates;

/// <summary>The authorities of a server at one moment: the one that signs, and the other while one replaces the other.</summary>
internal sealed class AuthoritySet(CertificateAuthority first, CertificateAuthority? next, bool isNextActive)
    : IDisposable
{
    public CertificateAuthority First { get; } = first;

    /// <summary>The one that will replace the first; null while there is none.</summary>
    public CertificateAuthority? Next { get; } = next;

    /// <summary>Whether <see cref="Next"/> is the one that signs.</summary>
    public bool IsNextActive { get; } = isNextActive && next is not null;

    /// <summary>The one that signs.</summary>
    public CertificateAuthority Active => IsNextActive ? Next! : First;

    /// <summary>Both, the one that signs first: what a new client should trust.</summary>
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
