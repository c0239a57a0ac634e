using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aops.AgentService.Faults;
using Aops.Contracts;
using Aops.Native.Crypto;

namespace Aops.AgentService.Install;

/// <summary>
/// The SHA-256 by which the operator of a server names its authority, as <c>aops-server</c> prints it at its start: one
/// line to read out, where a file would have to be carried.
/// </summary>
internal sealed class AuthorityFingerprint
{
    private readonly string _digits;

    private AuthorityFingerprint(string digits) => _digits = digits;

    /// <summary>Reads one; colons and capitals do not matter.</summary>
    /// <param name="text">The text; null gives null.</param>
    /// <exception cref="ServiceException">It is no fingerprint.</exception>
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
    /// Has a plan trust the authority of this fingerprint. It is fetched over a connection that proves nothing; that
    /// nobody is in between is proven by what comes.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Ends it.</param>
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
                $"{plan.Endpoint} has another authority than --ca-sha256 names: somebody is in between, or it is "
                + "another server; nothing was changed", ExitCodes.Protocol);
    }

    private bool Matches(X509Certificate2 certificate) => _digits.Equals(
        Convert.ToHexString(certificate.GetCertHash(HashAlgorithmName.SHA256)), StringComparison.OrdinalIgnoreCase);
}
