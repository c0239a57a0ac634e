using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aops.AgentService.Faults;
using Aops.Contracts;
using Aops.Native.Crypto;

namespace Aops.AgentService.Enrolment;

/// <summary>
/// SHA-256 fingerprint of a server's authority, as <c>aops-server</c> prints it at its start: one line to
/// read out instead of a file to copy.
/// </summary>
internal sealed class AuthorityFingerprint
{
    private readonly string _digits;

    private AuthorityFingerprint(string digits) => _digits = digits;

    /// <summary>Parses a fingerprint; colons and case do not matter.</summary>
    /// <param name="text">The text; null gives null.</param>
    /// <exception cref="ServiceException">It is not a fingerprint.</exception>
    internal static AuthorityFingerprint? Parse(string? text)
    {
        if (text is null) return null;
        var digits = text.Replace(":", "", StringComparison.Ordinal);
        return digits.Length == SHA256.HashSizeInBytes * 2 && digits.All(char.IsAsciiHexDigit)
            ? new(digits)
            : throw new ServiceException(
                $"--ca-sha256: '{text}' is not the SHA-256 of a certificate (64 hexadecimal digits)", ExitCodes.Usage);
    }

    /// <summary>
    /// Makes a plan trust the authority with this fingerprint. The authority is fetched over an unverified
    /// connection; the fingerprint proves that it was not replaced on the way.
    /// </summary>
    /// <exception cref="ServiceException">The server cannot be reached, or has another authority.</exception>
    internal async Task<InstallPlan> PinAsync(InstallPlan plan, CancellationToken cancellationToken)
    {
        using var server = new EnrolmentServer(plan, isVerified: false);
        var pem = await server.FetchAuthorityAsync(cancellationToken);
        var authority = new X509Certificate2Collection();
        try
        {
            authority.ImportFromPem(System.Text.Encoding.ASCII.GetString(pem));
        }
        catch (Exception e) when (KeyFaults.Explain(e))
        {
            throw new ServiceException(
                $"{plan.Endpoint}ca.pem is no certificate; is it an aops server? Nothing was changed",
                ExitCodes.Protocol, e);
        }
        return authority is [var only] && Matches(only)
            ? plan with { CaPem = pem, Authority = authority }
            : throw new ServiceException(
                $"{plan.Endpoint} has another authority than --ca-sha256 names: a third party is in between, or it is "
                + "another server; nothing was changed", ExitCodes.Protocol);
    }

    private bool Matches(X509Certificate2 certificate) => _digits.Equals(
        Convert.ToHexString(certificate.GetCertHash(HashAlgorithmName.SHA256)), StringComparison.OrdinalIgnoreCase);
}
