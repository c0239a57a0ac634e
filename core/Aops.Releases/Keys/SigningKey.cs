using System.Security.Cryptography;
using Aops.Native.Crypto;
using Aops.Native.Files;

namespace Aops.Releases.Keys;

/// <summary>A private key of a role: ECDSA on P-256, PKCS #8 as PEM, with or without a passphrase.</summary>
public sealed class SigningKey : IDisposable
{
    // OWASP's figure for PBKDF2 with HMAC-SHA-256.
    private const int PassphraseIterations = 600_000;
    private readonly ECDsa _key;

    private SigningKey(ECDsa key)
    {
        _key = key;
        Public = PublicKey.Of(key);
    }

    /// <summary>The public key.</summary>
    public PublicKey Public { get; }

    /// <summary>A new key.</summary>
    public static SigningKey Generate() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a key file.</summary>
    /// <exception cref="KeyFileException">The file is missing or not such a key, or the passphrase is wrong.</exception>
    public static SigningKey Load(string file, Passphrase passphrase) => File.Exists(file)
        ? Read(File.ReadAllText(file), file, passphrase)
        : throw new KeyFileException(KeyFault.Missing, $"{file} is not there; no key was read");

    /// <summary>Reads a key.</summary>
    /// <param name="pem">The content of its file.</param>
    /// <param name="name">How people know it: the name of its file.</param>
    /// <param name="passphrase">Opens it where it has one.</param>
    /// <exception cref="KeyFileException">It is not such a key, or the passphrase is wrong.</exception>
    public static SigningKey Read(string pem, string name, Passphrase passphrase)
    {
        var isEncrypted = pem.Contains("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal);
        var key = ECDsa.Create();
        try
        {
            if (isEncrypted) passphrase.Open(name, secret => key.ImportFromEncryptedPem(pem, secret));
            else key.ImportFromPem(pem);
            if (NistP256.Has(key)) return new SigningKey(key);
        }
        catch (Exception e) when (KeyFaults.Explain(e))
        {
            key.Dispose();
            throw new KeyFileException(isEncrypted ? KeyFault.Locked : KeyFault.NoKey,
                isEncrypted
                    ? $"{name} is not opened by that passphrase"
                    : $"{name} is not a private key in PEM (PKCS #8)", e);
        }
        key.Dispose();
        throw new KeyFileException(KeyFault.NoKey, $"{name} is not a key on the curve P-256");
    }

    /// <summary>Writes the key with mode 0600; an existing file is never overwritten.</summary>
    public void Save(string file, string? passphrase)
    {
        if (File.Exists(file))
            throw new KeyFileException(KeyFault.Exists, $"{file} is there already; keys are never overwritten");
        var pem = passphrase is null
            ? _key.ExportPkcs8PrivateKeyPem()
            : _key.ExportEncryptedPkcs8PrivateKeyPem(passphrase, new PbeParameters(
                PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, PassphraseIterations));
        AtomicFile.Write(file, pem + "\n");
    }

    /// <summary>Signs; the signature is DER in hexadecimal.</summary>
    public string Sign(byte[] canonical) => Convert.ToHexStringLower(SignToBytes(canonical));

    /// <summary>Signs; the signature is DER.</summary>
    public byte[] SignToBytes(byte[] data) =>
        _key.SignData(data, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>Forgets the key.</summary>
    public void Dispose() => _key.Dispose();
}
