namespace Aops.Native.Crypto;

/// <summary>
/// The sonames of OpenSSL 3 and 1.1, in the order in which .NET looks for them: another library than its own would only go
/// unused. TLS 1.3 needs 1.1.1 or newer; each libssl comes with the libcrypto at its place.
/// </summary>
internal static class OpenSslNames
{
    internal static readonly string[] Ssl = ["libssl.so.3", "libssl.so.1.1"];

    internal static readonly string[] Crypto = ["libcrypto.so.3", "libcrypto.so.1.1"];
}
