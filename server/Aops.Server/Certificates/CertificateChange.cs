namespace Aops.Server.Certificates;

/// <summary>Result of a check of the certificates.</summary>
/// <param name="IsRenewed">The server shows another certificate.</param>
/// <param name="IsOtherAuthority">Another authority signs.</param>
/// <param name="IsOtherTrust">An authority was added or removed.</param>
internal readonly record struct CertificateChange(bool IsRenewed, bool IsOtherAuthority, bool IsOtherTrust);
