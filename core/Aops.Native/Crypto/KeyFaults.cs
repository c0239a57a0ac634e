using System.Security.Cryptography;

namespace Aops.Native.Crypto;

/// <summary>Classifies the exceptions that .NET throws for unusable bytes of a key or certificate.</summary>
public static class KeyFaults
{
    /// <summary>
    /// Whether the bytes are at fault: they are not PEM or Base64, not the ASN.1 of a key, or a key of a kind or
    /// curve without support in this OpenSSL, which is a <see cref="PlatformNotSupportedException"/>.
    /// </summary>
    /// <param name="exception">Thrown while the bytes were read or the key was used.</param>
    /// <returns>
    /// False for a <see cref="CryptoMissingException"/>, which says nothing about the bytes, and for file faults.
    /// </returns>
    public static bool Explain(Exception exception) => exception is
        CryptographicException or ArgumentException or FormatException or PlatformNotSupportedException;
}
