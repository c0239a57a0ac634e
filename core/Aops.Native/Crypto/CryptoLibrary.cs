using System.Runtime.InteropServices;

namespace Aops.Native.Crypto;

/// <summary>
/// The few calls of OpenSSL's libcrypto that the base class library does not expose. It is loaded at its first use,
/// by the sonames of OpenSSL 3 and 1.1 in this order, so that a program that never meets an Ed25519 key also starts
/// without it.
/// </summary>
/// <remarks>Signatures as in openssl/evp.h and openssl/err.h; none of them is variadic.</remarks>
internal sealed unsafe class CryptoLibrary
{
    /// <summary>EVP_PKEY_ED25519, which is NID_ED25519 of openssl/obj_mac.h.</summary>
    internal const int Ed25519KeyType = 1087;

    // A failed load is not cached: descriptors or memory may have been exhausted at that moment.
    private static readonly Lazy<CryptoLibrary> Found = new(
        () => Load(OpenSslNames.Crypto), LazyThreadSafetyMode.PublicationOnly);

    internal readonly delegate* unmanaged<int, nint, byte*, nuint, nint> NewRawPublicKey;
    internal readonly delegate* unmanaged<nint, void> FreeKey;
    internal readonly delegate* unmanaged<nint> NewDigest;
    internal readonly delegate* unmanaged<nint, void> FreeDigest;
    internal readonly delegate* unmanaged<nint, nint, nint, nint, nint, int> BeginVerify;
    internal readonly delegate* unmanaged<nint, byte*, nuint, byte*, nuint, int> Verify;
    internal readonly delegate* unmanaged<void> ClearErrors;

    private CryptoLibrary(nint library, string soname)
    {
        NewRawPublicKey = (delegate* unmanaged<int, nint, byte*, nuint, nint>)Symbol("EVP_PKEY_new_raw_public_key");
        FreeKey = (delegate* unmanaged<nint, void>)Symbol("EVP_PKEY_free");
        NewDigest = (delegate* unmanaged<nint>)Symbol("EVP_MD_CTX_new");
        FreeDigest = (delegate* unmanaged<nint, void>)Symbol("EVP_MD_CTX_free");
        BeginVerify = (delegate* unmanaged<nint, nint, nint, nint, nint, int>)Symbol("EVP_DigestVerifyInit");
        Verify = (delegate* unmanaged<nint, byte*, nuint, byte*, nuint, int>)Symbol("EVP_DigestVerify");
        ClearErrors = (delegate* unmanaged<void>)Symbol("ERR_clear_error");

        nint Symbol(string name) => NativeLibrary.TryGetExport(library, name, out var address)
            ? address
            : throw new CryptoMissingException($"{soname} has no {name}: it is older than OpenSSL 1.1.1");
    }

    /// <summary>The library of this host.</summary>
    /// <exception cref="CryptoMissingException">No library was found; thrown again at every use.</exception>
    internal static CryptoLibrary Instance => Found.Value;

    /// <summary>Loads the first library that exists.</summary>
    internal static CryptoLibrary Load(IReadOnlyList<string> sonames)
    {
        foreach (var soname in sonames)
        {
            if (NativeLibrary.TryLoad(soname, out var library)) return new CryptoLibrary(library, soname);
        }
        throw new CryptoMissingException(
            $"Ed25519 needs OpenSSL's libcrypto, and this host has none of {string.Join(", ", sonames)}");
    }
}
