using System.Security.Cryptography;

namespace Aops.Native.Crypto;

/// <summary>The curve of the suite's own keys: P-256 (FIPS 186-5, SP 800-186), prime256v1 in OpenSSL.</summary>
public static class NistP256
{
    /// <summary>Whether a key uses this curve; other curves also have keys of 256 bits.</summary>
    /// <returns>False also for a key that contains explicit curve parameters (RFC 5480 forbids them).</returns>
    public static bool Has(ECDsa key) =>
        key.ExportParameters(includePrivateParameters: false).Curve is { IsNamed: true } curve
        && curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
}
