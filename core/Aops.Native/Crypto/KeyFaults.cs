using System.Security.Cryptography;

namespace Aops.Native.Crypto;

/// <summary>What .NET throws where the bytes of a key or of a certificate cannot be used.</summary>
public static class KeyFaults
{
    /// <summary>
    /// Whether the bytes are at fault: no PEM or no Base64, no ASN.1 of a key, or a key of a kind or a curve that OpenSSL
    /// has not been built with, which is a <see cref="PlatformNotSupportedException"/>.
    /// </summary>
    /// <param name="exception">What was thrown while the bytes were read or the key was used.</param>
    /// <returns>
    /// False for a <see cref="CryptoMissingException"/>, which says nothing of the bytes, and for faults of the file system.
    /// </returns>
    public static bool Explain(Exception exception) => exception is
        CryptographicException or ArgumentException or FormatException or PlatformNotSupportedException;
}
