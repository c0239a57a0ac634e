using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Native.Crypto;
using Aops.Releases.Tuf;

namespace Aops.Releases.Keys;

/// <summary>
/// A public key in the format of metadata. Its owner provides a file of it, or of the private key, of which
/// only the public key is read.
/// </summary>
public sealed class PublicKey
{
    private readonly JsonObject _json;

    private PublicKey(JsonObject json)
    {
        _json = json;
        using var document = JsonDocument.Parse(json.ToJsonString());
        Id = TufKey.IdOf(document.RootElement);
    }

    /// <summary>The key's id in metadata.</summary>
    public string Id { get; }

    /// <summary>A key on the curve P-256.</summary>
    public static PublicKey Of(ECDsa key) =>
        Make("ecdsa", "ecdsa-sha2-nistp256", key.ExportSubjectPublicKeyInfoPem() + "\n");

    /// <summary>Reads a key of any type that hosts verify.</summary>
    /// <exception cref="KeyFileException">The file is not there, or holds no such key.</exception>
    public static PublicKey Load(string file, Passphrase passphrase)
    {
        if (!File.Exists(file)) throw new KeyFileException(KeyFault.Missing, $"{file} is not there; no key was read");
        var pem = File.ReadAllText(file);
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            using var key = SigningKey.Load(file, passphrase);
            return key.Public;
        }
        return TryEcdsa(pem) ?? TryRsa(pem) ?? TryEd25519(pem)
            ?? throw new KeyFileException(KeyFault.NoKey,
                $"{file} is no public key as PEM of P-256, of Ed25519, or of RSA with at least {RsaBitsMin} bits");
    }

    /// <summary>The key as metadata has it.</summary>
    public JsonObject ToJson() => _json.DeepClone().AsObject();

    private const int RsaBitsMin = 2048;

    // SubjectPublicKeyInfo of Ed25519 before the 32 bytes of the key (RFC 8410, section 4).
    private static ReadOnlySpan<byte> Ed25519Prefix =>
        [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

    private static PublicKey? TryEcdsa(string pem)
    {
        try
        {
            using var key = ECDsa.Create();
            key.ImportFromPem(pem);
            return NistP256.Has(key) ? Of(key) : null;
        }
        catch (Exception e) when (KeyFaults.Explain(e))
        {
            return null;
        }
    }

    private static PublicKey? TryRsa(string pem)
    {
        try
        {
            using var key = RSA.Create();
            key.ImportFromPem(pem);
            return key.KeySize >= RsaBitsMin
                ? Make("rsa", "rsassa-pss-sha256", key.ExportSubjectPublicKeyInfoPem() + "\n") : null;
        }
        catch (Exception e) when (KeyFaults.Explain(e))
        {
            return null;
        }
    }

    private static PublicKey? TryEd25519(string pem)
    {
        if (!PemEncoding.TryFind(pem, out var fields) || pem[fields.Label] != "PUBLIC KEY") return null;
        var encoded = Convert.FromBase64String(pem[fields.Base64Data]);
        return encoded.Length == Ed25519Prefix.Length + 32 && encoded.AsSpan().StartsWith(Ed25519Prefix)
            ? Make("ed25519", "ed25519", Convert.ToHexStringLower(encoded[Ed25519Prefix.Length..])) : null;
    }

    private static PublicKey Make(string type, string scheme, string key) => new(new JsonObject
    {
        ["keytype"] = type,
        ["scheme"] = scheme,
        ["keyval"] = new JsonObject { ["public"] = key },
    });
}
