using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aops.Native.Crypto;

/// <summary>
/// What OpenSSL retains of a TLS connection between two records. By default that is a buffer of 16 KiB for each direction,
/// for as long as the connection is open; .NET has no setting for it.
/// </summary>
/// <remarks>
/// OpenSSL calls back for every SSL_CTX that the process makes (CRYPTO_get_ex_new_index(3)), and the connections of a
/// context inherit its mode (SSL_CTX_set_mode(3)). Signatures as in openssl/crypto.h and openssl/ssl.h of 1.1.1 and 3;
/// none of them is variadic.
/// </remarks>
public static unsafe class TlsBuffers
{
    private const int ClassOfContexts = 1; // CRYPTO_EX_INDEX_SSL_CTX
    private const int SetMode = 33; // SSL_CTRL_MODE
    private const nint ReleaseBuffers = 0x10; // SSL_MODE_RELEASE_BUFFERS

    private static readonly Lock Gate = new();

    private static delegate* unmanaged<nint, int, nint, nint, nint> _control;

    /// <summary>
    /// Connections whose context is made from now on release their buffers whenever they are empty, and take new ones with
    /// the next record. For a program with many connections that are idle most of the time. Does nothing where no known
    /// OpenSSL is found. Calls after the first do nothing.
    /// </summary>
    /// <returns>Whether it is so from now on.</returns>
    public static bool ReleaseWhenEmpty()
    {
        lock (Gate)
        {
            if (_control is not null) return true;
            foreach (var (crypto, ssl) in OpenSslNames.Crypto.Zip(OpenSslNames.Ssl))
            {
                if (NativeLibrary.TryLoad(crypto, out var first) && NativeLibrary.TryLoad(ssl, out var second))
                    return TryRegister(first, second);
            }
            return false;
        }
    }

    /// <summary>The mode of a context, as SSL_CTX_get_mode(3) tells it.</summary>
    internal static nint ModeOf(nint context) => _control(context, SetMode, 0, 0);

    /// <summary>Whether a mode has the buffers released.</summary>
    internal static bool IsReleasing(nint mode) => (mode & ReleaseBuffers) != 0;

    private static bool TryRegister(nint crypto, nint ssl)
    {
        if (!NativeLibrary.TryGetExport(crypto, "CRYPTO_get_ex_new_index", out var newIndex)
            || !NativeLibrary.TryGetExport(ssl, "SSL_CTX_ctrl", out var control))
        {
            return false;
        }
        _control = (delegate* unmanaged<nint, int, nint, nint, nint>)control;
        var register = (delegate* unmanaged<int, nint, nint,
            delegate* unmanaged[Cdecl]<nint, nint, nint, int, nint, nint, void>, nint, nint, int>)newIndex;
        if (register(ClassOfContexts, 0, 0, &OnContext, 0, 0) >= 0) return true;
        _control = null;
        return false;
    }

    // CRYPTO_EX_new: the context is made, and its default mode set, before it is called.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnContext(nint context, nint value, nint data, int index, nint number, nint pointer) =>
        _ = _control(context, SetMode, ReleaseBuffers, 0);
}
