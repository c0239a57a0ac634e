using System.Runtime.InteropServices;

namespace Aops.Native.Crypto;

/// <summary>
/// Tests the parts of libcrypto that every program uses: a random number and a SHA-256. If the host's OpenSSL
/// configuration activates only missing providers, both fail at their first use, wherever that is.
/// </summary>
/// <remarks>Signatures as in openssl/crypto.h, rand.h, evp.h and err.h of 1.1.1 and 3; none of them is variadic.</remarks>
internal static unsafe class CryptoProbe
{
    private const ulong LoadConfiguration = 0x40;
    private const int DirectoryText = 4;
    private const int DigestBytes = 32;
    private const string Variable = "OPENSSL_CONF";

    /// <summary>The fault, with the configuration file that causes it; null if both work.</summary>
    internal static string? FindFault()
    {
        foreach (var soname in OpenSslNames.Crypto)
        {
            if (NativeLibrary.TryLoad(soname, out var library)) return Try(library);
        }
        // libssl is loaded, so libcrypto exists under a name that is unknown here; nothing can be tested.
        return null;
    }

    private static string? Try(nint library)
    {
        var initialise = (delegate* unmanaged<ulong, nint, int>)NativeLibrary.GetExport(library, "OPENSSL_init_crypto");
        var draw = (delegate* unmanaged<byte*, int, int>)NativeLibrary.GetExport(library, "RAND_bytes");
        var digest = (delegate* unmanaged<byte*, nuint, byte*, uint*, nint, nint, int>)
            NativeLibrary.GetExport(library, "EVP_Digest");
        var sha256 = (delegate* unmanaged<nint>)NativeLibrary.GetExport(library, "EVP_sha256");
        var clear = (delegate* unmanaged<void>)NativeLibrary.GetExport(library, "ERR_clear_error");
        var bytes = stackalloc byte[DigestBytes];
        var length = 0u;
        var isUsable = initialise(LoadConfiguration, 0) == 1
            && draw(bytes, 1) == 1
            && digest(bytes, 1, bytes, &length, sha256(), 0) == 1;
        var reason = isUsable ? null : Reason(library);
        // The probe's entries in this thread's error queue would be taken for errors of its next TLS connection.
        clear();
        return isUsable ? null : $"this host's OpenSSL can be loaded, but not used ({reason}): {Source(library)} activates no "
            + "provider of algorithms that is there (providers, in openssl.cnf); mend that file";
    }

    private static string Reason(nint library)
    {
        var last = (delegate* unmanaged<ulong>)NativeLibrary.GetExport(library, "ERR_peek_last_error");
        var text = (delegate* unmanaged<ulong, byte*>)NativeLibrary.GetExport(library, "ERR_reason_error_string");
        return Marshal.PtrToStringUTF8((nint)text(last())) ?? "no reason is told";
    }

    private static string Source(nint library)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } file)
            return $"its configuration {file}, which {Variable} names,";
        var version = (delegate* unmanaged<int, byte*>)NativeLibrary.GetExport(library, "OpenSSL_version");
        // OPENSSLDIR: "/usr/lib/ssl"
        var directory = (Marshal.PtrToStringUTF8((nint)version(DirectoryText)) ?? "").Split('"') is [_, var path, ..]
            ? path
            : "/etc/ssl";
        return $"its configuration {directory}/openssl.cnf";
    }
}
