using System.Security.Cryptography;

namespace Aops.Native.Crypto;

/// <summary>The one curve of the suite's own keys: P-256 (FIPS 186-5, SP 800-186), prime256v1 in OpenSSL.</summary>
public static class NistP256
{
    /// <summary>Whether a key is on it; other curves have keys of 256 bits, too.</summary>
    /// <param name="key">A key that was read.</param>
    /// <returns>False also for a key that spells its curve out as parameters (RFC 5480 forbids it).</returns>
    public static bool Has(ECDsa key) =>
        key.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true } curve
        && curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
}
