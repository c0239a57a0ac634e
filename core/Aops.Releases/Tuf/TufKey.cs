using System.Security.Cryptography;
using System.Text.Json;
using Aops.Native.Crypto;

namespace Aops.Releases.Tuf;

/// <summary>A public key as metadata has it (TUF 1.0.31, section 4.2).</summary>
/// <param name="Id">Its id in the document.</param>
/// <param name="KeyType">
/// <c>ecdsa</c> (or <c>ecdsa-sha2-nistp256</c>, as older repositories spell it), <c>ed25519</c> or <c>rsa</c>.
/// </param>
/// <param name="Scheme">
/// <c>ecdsa-sha2-nistp256</c>, <c>ed25519</c> or <c>rsassa-pss-sha256</c>. Other pairs are kept and verify nothing.
/// </param>
/// <param name="Public">
/// The key: 64 hexadecimal digits for ed25519, SubjectPublicKeyInfo as PEM for the others.
/// </param>
public sealed record TufKey(string Id, string KeyType, string Scheme, string Public)
{
    private const int RsaBitsMin = 2048;

    /// <summary>The id that the specification asks for: SHA-256 of the key's canonical JSON.</summary>
    /// <param name="key">The key: keytype, scheme and keyval.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string IdOf(JsonElement key) =>
        Convert.ToHexStringLower(SHA256.HashData(CanonicalJson.Encode(key)));

    /// <summary>
    /// The key by its bytes, however it is written: what tells whether two entries are one key. White space or text
    /// around PEM, the case of hexadecimal digits, an older name of the key type and the id of the entry make no
    /// difference.
    /// </summary>
    internal string Identity
    {
        get
        {
            try
            {
                return KeyType switch
                {
                    "ecdsa" or "ecdsa-sha2-nistp256" => $"ecdsa {EcdsaPoint()}",
                    "ed25519" => $"ed25519 {Convert.ToHexStringLower(Convert.FromHexString(Public))}",
                    "rsa" => $"rsa {RsaModulus()}",
                    _ => $"{KeyType} {Public}",
                };
            }
            catch (Exception e) when (KeyFaults.Explain(e))
            {
                // It verifies nothing, so that it is never counted.
                return $"unreadable {Public}";
            }
        }
    }

    /// <summary>Whether it is of a kind that is verified here, and can be read.</summary>
    internal bool IsUsable
    {
        get
        {
            try
            {
                return (KeyType, Scheme) switch
                {
                    ("ecdsa" or "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256") => IsOnP256(),
                    ("ed25519", "ed25519") => Convert.FromHexString(Public).Length == 32,
                    ("rsa", "rsassa-pss-sha256") => RsaModulus().Length >= RsaBitsMin / 4,
                    _ => false,
                };
            }
            catch (Exception e) when (KeyFaults.Explain(e))
            {
                return false;
            }
        }
    }

    /// <summary>Whether a signature over some bytes was made with the private half of this key.</summary>
    /// <param name="data">The canonical form of what was signed.</param>
    /// <param name="signature">For ecdsa: a DER sequence; for rsassa-pss: salt as long as the hash.</param>
    /// <returns>False too for a scheme that is not known and for a key that cannot be read.</returns>
    /// <exception cref="CryptoMissingException">This host has no library that could tell.</exception>
    internal bool Verifies(byte[] data, byte[] signature)
    {
        try
        {
            return (KeyType, Scheme) switch
            {
                ("ecdsa" or "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256") => VerifiesEcdsa(data, signature),
                ("ed25519", "ed25519") => Ed25519.Verify(Convert.FromHexString(Public), data, signature),
                ("rsa", "rsassa-pss-sha256") => VerifiesRsa(data, signature),
                _ => false,
            };
        }
        catch (Exception e) when (KeyFaults.Explain(e))
        {
            return false;
        }
    }

    private bool VerifiesEcdsa(byte[] data, byte[] signature)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(Public);
        return NistP256.Has(key) && key.VerifyData(
            data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private bool IsOnP256()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(Public);
        return NistP256.Has(key);
    }

    private string EcdsaPoint()
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(Public);
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return Convert.ToHexStringLower(point.X!) + Convert.ToHexStringLower(point.Y!);
    }

    // The exponent is left out: who can sign for one exponent has the factors of the modulus, and signs for any.
    private string RsaModulus()
    {
        using var key = RSA.Create();
        key.ImportFromPem(Public);
        return Convert.ToHexStringLower(key.ExportParameters(includePrivateParameters: false).Modulus!);
    }

    private bool VerifiesRsa(byte[] data, byte[] signature)
    {
        using var key = RSA.Create();
        key.ImportFromPem(Public);
        return key.KeySize >= RsaBitsMin
            && key.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
    }
}
