using System.Runtime.InteropServices;

namespace Aops.Native.Crypto;

/// <summary>
/// OpenSSL as .NET needs it for TLS and for every hash. .NET aborts the process where it finds none, and throws at the first
/// random number where it finds one that its configuration has made useless; so a program asks here first and ends with a
/// sentence instead.
/// </summary>
public static class OpenSsl
{
    // TLS 1.3 needs 1.1.1 or newer; whoever has one of these also has the libcrypto that belongs to it.
    private static readonly string[] Sonames = ["libssl.so.3", "libssl.so.1.1"];

    /// <summary>
    /// What keeps this host's OpenSSL from being used; null if it works. It stays loaded. A configuration that leaves it
    /// without an algorithm is a fault and is not gone around: it may be the host's policy (FIPS) that is half set up.
    /// </summary>
    /// <returns>A sentence without a full stop.</returns>
    public static string? FindFault() => FindFault(Sonames) ?? CryptoProbe.FindFault();

    internal static string? FindFault(IReadOnlyList<string> sonames) =>
        sonames.Any(soname => NativeLibrary.TryLoad(soname, out _))
            ? null
            : $"this host has no OpenSSL that can be loaded ({string.Join(" or ", sonames)}), which TLS and hashes need; "
                + "install the package that holds it (libssl3 or libssl1.1 on Debian, openssl-libs on Red Hat)";
}
