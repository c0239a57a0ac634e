using System.Security.Authentication;

namespace Aops.Native.Crypto;

/// <summary>Says why the certificate of a server is not accepted.</summary>
public static class CertificateFault
{
    private static readonly (string Part, string Clause)[] Clauses =
    [
        ("NotTimeValid", "it has expired, or is not valid yet"),
        ("RemoteCertificateNameMismatch", "it is not issued for this name"),
        ("PartialChain", "it is signed by another authority"),
        ("UntrustedRoot", "it is signed by another authority"),
        ("Revoked", "it was revoked"),
        ("NotSignatureValid", "its signature is wrong"),
        ("RemoteCertificateNotAvailable", "the server shows none"),
    ];

    /// <summary>A clause without its subject, the certificate.</summary>
    /// <param name="exception">What the connection threw, with its causes.</param>
    public static string Explain(Exception exception)
    {
        var texts = new List<string>();
        for (var cause = exception; cause is not null; cause = cause.InnerException) texts.Add(cause.Message);
        foreach (var (part, clause) in Clauses)
        {
            if (texts.Any(text => text.Contains(part, StringComparison.Ordinal))) return clause;
        }
        return exception.GetBaseException() is AuthenticationException
            ? "it does not fit the authority that is trusted here"
            : exception.GetBaseException().Message;
    }
}
