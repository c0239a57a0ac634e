using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Aops.Server.Security;

/// <summary>
/// Tokens with 256 random bits, so that a plain SHA-256 suffices to store them. The prefix identifies the
/// kind of token to readers and to scanners for leaked secrets (<see cref="Contracts.TokenForm"/>).
/// </summary>
internal static class Secrets
{
    public const string EnrolmentPrefix = "aops-enrol-";
    public const string AgentPrefix = "aops-agent-";
    public const string OperatorPrefix = "aops-operator-";
    public const string KeyPrefix = "aops-key-";
    public const string SessionPrefix = "aops-session-";

    private const int TokenBytes = 32;
    public const int TokenCharsMax = 256;

    public static string NewToken(string prefix) =>
        prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    /// <summary>Compares in constant time.</summary>
    public static bool Matches(string? token, byte[] hash) =>
        token is { Length: > 0 and <= TokenCharsMax }
        && CryptographicOperations.FixedTimeEquals(Hash(token), hash);
}
