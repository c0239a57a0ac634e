using System.Globalization;
using System.Security.Cryptography;

namespace Aops.Server.People;

/// <summary>
/// Passwords as they are stored: <c>pbkdf2-sha512$ITERATIONS$SALT$HASH</c> (RFC 8018), salt and hash in Base64. The number of
/// iterations is a part of it, so that a later version may raise it: a password of a lower one is stored again at the next
/// sign-in.
/// </summary>
internal static class PasswordHash
{
    /// <summary>Iterations of a new hash: what OWASP's cheat sheet on password storage names for PBKDF2-HMAC-SHA512.</summary>
    public const int Iterations = 210_000;

    private const string Scheme = "pbkdf2-sha512";
    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    // Computed for an unknown user too, so that the time does not tell which users there are.
    private static readonly Lazy<string> Unknown = new(
        () => Of(Convert.ToBase64String(RandomNumberGenerator.GetBytes(HashBytes))));

    /// <summary>The stored form of a password.</summary>
    public static string Of(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var hash = Derive(password, salt, Iterations, HashBytes);
        return string.Create(CultureInfo.InvariantCulture,
            $"{Scheme}${Iterations}${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}");
    }

    /// <summary>Whether a password is the stored one; as slow where nothing is stored.</summary>
    public static bool Matches(string password, string? stored)
    {
        var parts = (stored ?? Unknown.Value).Split('$');
        if (parts is not [Scheme, var count, var salt, var hash]) return false;
        var wanted = Convert.FromBase64String(hash);
        var given = Derive(
            password, Convert.FromBase64String(salt), int.Parse(count, CultureInfo.InvariantCulture), wanted.Length);
        return CryptographicOperations.FixedTimeEquals(given, wanted) && stored is not null;
    }

    /// <summary>Whether a stored password has fewer iterations than a new one.</summary>
    public static bool IsWeak(string stored) =>
        stored.Split('$') is not [Scheme, var count, ..] || int.Parse(count, CultureInfo.InvariantCulture) < Iterations;

    private static byte[] Derive(string password, byte[] salt, int iterations, int bytes) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, HashAlgorithmName.SHA512, bytes);
}
