namespace Aops.Native.Crypto;

/// <summary>
/// Verifies Ed25519 signatures (RFC 8032, section 5.1), which the base class library does not support, by OpenSSL.
/// </summary>
public static unsafe class Ed25519
{
    /// <summary>Length of a public key, in bytes.</summary>
    public const int PublicKeyBytes = 32;

    /// <summary>Length of a signature, in bytes.</summary>
    public const int SignatureBytes = 64;

    /// <summary>
    /// Whether a signature of some bytes was made with the private key that belongs to a public key.
    /// </summary>
    /// <param name="publicKey">
    /// The key: <see cref="PublicKeyBytes"/> bytes; with another length the result is false.
    /// </param>
    /// <param name="data">The signed bytes.</param>
    /// <param name="signature"><see cref="SignatureBytes"/> bytes; with another length the result is false.</param>
    /// <exception cref="CryptoMissingException">This host has no libcrypto.</exception>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != PublicKeyBytes || signature.Length != SignatureBytes) return false;
        var crypto = CryptoLibrary.Instance;
        nint key = 0, digest = 0;
        try
        {
            fixed (byte* publicKeyStart = publicKey)
            fixed (byte* dataStart = data)
            fixed (byte* signatureStart = signature)
            {
                key = crypto.NewRawPublicKey(
                    CryptoLibrary.Ed25519KeyType, 0, publicKeyStart, PublicKeyBytes);
                if (key == 0) return false;
                digest = crypto.NewDigest();
                if (digest == 0) throw new OutOfMemoryException("EVP_MD_CTX_new gave nothing");
                // Ed25519 includes its own hash, so no digest is given (EVP_SIGNATURE-ED25519(7)).
                return crypto.BeginVerify(digest, 0, 0, 0, key) == 1
                    && crypto.Verify(digest, signatureStart, SignatureBytes, dataStart, (nuint)data.Length) == 1;
            }
        }
        finally
        {
            if (digest != 0) crypto.FreeDigest(digest);
            if (key != 0) crypto.FreeKey(key);
            // A failed verification leaves an entry in the thread's error queue, which the next TLS connection
            // would take for its own.
            crypto.ClearErrors();
        }
    }
}
