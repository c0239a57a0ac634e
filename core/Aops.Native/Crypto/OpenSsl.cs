using System.Runtime.InteropServices;

namespace Aops.Native.Crypto;

/// <summary>
/// OpenSSL as .NET needs it for TLS and for every hash. .NET aborts the process where it finds none, so a program asks
/// here first and ends with a sentence instead.
/// </summary>
public static class OpenSsl
{
    // TLS 1.3 needs 1.1.1 or newer; whoever has one of these also has the libcrypto that belongs to it.
    private static readonly string[] Sonames = ["libssl.so.3", "libssl.so.1.1"];

    /// <summary>What is missing on this host; null if OpenSSL can be loaded. It stays loaded.</summary>
    /// <returns>A sentence without a full stop.</returns>
    public static string? FindFault() => FindFault(Sonames);

    internal static string? FindFault(IReadOnlyList<string> sonames) =>
        sonames.Any(soname => NativeLibrary.TryLoad(soname, out _))
            ? null
            : $"this host has no OpenSSL that can be loaded ({string.Join(" or ", sonames)}), which TLS and hashes need; "
                + "install the package that holds it (libssl3 or libssl1.1 on Debian, openssl-libs on Red Hat)";
}
