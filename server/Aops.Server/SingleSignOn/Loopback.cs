using System.Security.Cryptography;
using System.Buffers.Text;
using System.Text;

namespace Aops.Server.SingleSignOn;

/// <summary>
/// A program on the person's machine that waits for a code on a port of the loopback (RFC 8252, section 7.3), bound to what only
/// that program knows (PKCE, RFC 7636).
/// </summary>
/// <param name="Port">Its port.</param>
/// <param name="State">What it recognizes its own sign-in by.</param>
/// <param name="Challenge">SHA-256 of its verifier, in base64url.</param>
internal sealed record Loopback(int Port, string State, string Challenge)
{
    private const int PortMin = 1024;
    private const int StateCharsMin = 16;
    private const int WordCharsMax = 128;
    private const int VerifierCharsMin = 43;
    private const int ChallengeChars = 43;

    /// <summary>Whether the parts have the form that they must have.</summary>
    public bool IsValid => Port is >= PortMin and <= ushort.MaxValue
        && State.Length is >= StateCharsMin and <= WordCharsMax && State.All(IsUnreserved)
        && Challenge.Length == ChallengeChars && Challenge.All(IsUnreserved);

    /// <summary>Whether a verifier is the one that the challenge was made of.</summary>
    public static bool Matches(string verifier, string challenge) =>
        verifier.Length is >= VerifierCharsMin and <= WordCharsMax && verifier.All(IsUnreserved)
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(ChallengeOf(verifier)), Encoding.ASCII.GetBytes(challenge));

    /// <summary>The challenge of a verifier, by the method S256.</summary>
    public static string ChallengeOf(string verifier) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    /// <summary>Where the browser takes a code to.</summary>
    public string Address(string code) => $"http://127.0.0.1:{Port}/?code={code}&state={State}";

    /// <summary>Where the browser takes the word to that no code comes (RFC 6749, section 4.1.2.1).</summary>
    public string Refusal => $"http://127.0.0.1:{Port}/?error=access_denied&state={State}";

    private static bool IsUnreserved(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~';
}
