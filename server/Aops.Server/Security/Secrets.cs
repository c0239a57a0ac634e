using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Aops.Server.Security;

/// <summary>
/// Tokens: 256 random bits, so that a plain SHA-256 is all that needs to be kept of them. The prefix tells a reader
/// (and a scanner for leaked secrets) what it found.
/// </summary>
internal static class Secrets
{
    public const string EnrolmentPrefix = "aops-enrol-";
    public const string AgentPrefix = "aops-agent-";
    public const string OperatorPrefix = "aops-operator-";

    private const int TokenBytes = 32;
    public const int TokenCharsMax = 256;

    public static string NewToken(string prefix) =>
        prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Compares in a time that does not depend on where the two differ.</summary>
    public static bool Matches(string? token, byte[] hash) =>
        token is { Length: > 0 and <= TokenCharsMax }
        && CryptographicOperations.FixedTimeEquals(Hash(token), hash);
}
