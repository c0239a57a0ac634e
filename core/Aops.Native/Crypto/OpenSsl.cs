using System.Runtime.InteropServices;

namespace Aops.Native.Crypto;

/// <summary>
/// Checks OpenSSL, which .NET needs for TLS and for every hash. Without OpenSSL .NET aborts the process; with an
/// OpenSSL that its configuration has disabled it throws at the first random number. A program checks here first
/// and exits with a sentence instead.
/// </summary>
public static class OpenSsl
{
    private static volatile bool _isUsable;

    /// <summary>
    /// Why this host's OpenSSL cannot be used; null if it works. It stays loaded and works until the process ends, so only
    /// a fault is looked for again. A configuration that disables all algorithms is a fault and is not bypassed: it may be
    /// an unfinished setup of a policy such as FIPS.
    /// </summary>
    /// <returns>A sentence without a full stop.</returns>
    public static string? FindFault()
    {
        if (_isUsable) return null;
        var fault = FindFault(OpenSslNames.Ssl) ?? CryptoProbe.FindFault();
        _isUsable = fault is null;
        return fault;
    }

    internal static string? FindFault(IReadOnlyList<string> sonames) =>
        sonames.Any(soname => NativeLibrary.TryLoad(soname, out _))
            ? null
            : $"this host has no OpenSSL that can be loaded ({string.Join(" or ", sonames)}), which TLS and hashes need; "
                + "install the package that holds it (libssl3 or libssl1.1 on Debian, openssl-libs on Red Hat)";
}
