namespace Aops.Server.Certificates;

/// <summary>What one look at the certificates has changed.</summary>
/// <param name="IsRenewed">The server shows another certificate.</param>
/// <param name="IsOtherAuthority">Another authority signs.</param>
/// <param name="IsOtherTrust">An authority was added or has gone.</param>
internal readonly record struct CertificateChange(bool IsRenewed, bool IsOtherAuthority, bool IsOtherTrust);
