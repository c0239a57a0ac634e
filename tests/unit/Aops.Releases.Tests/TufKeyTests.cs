using System.Diagnostics;
using System.Security.Cryptography;
using Aops.Releases.Tuf;

namespace Aops.Releases.Tests;

/// <summary>Keys and signatures that OpenSSL's own program made.</summary>
public sealed class TufKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aops-keys-").FullName;
    private readonly byte[] _data = "signed text"u8.ToArray();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string this[string name] => Path.Combine(_folder, name);

    private void OpenSsl(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);
    }

    private (string Pem, byte[] Signature) Make(string[] generate, params string[] sign)
    {
        File.WriteAllBytes(this["data"], _data);
        OpenSsl(["genpkey", .. generate, "-out", this["key"]]);
        OpenSsl("pkey", "-in", this["key"], "-pubout", "-out", this["public"]);
        OpenSsl([sign[0], "-out", this["signature"], .. sign[1..]]);
        return (File.ReadAllText(this["public"]), File.ReadAllBytes(this["signature"]));
    }

    private void AssertVerifies(TufKey key, byte[] signature)
    {
        Assert.True(key.Verifies(_data, signature));
        Assert.False(key.Verifies([.. _data, 0], signature));
        signature[^5] ^= 1;
        Assert.False(key.Verifies(_data, signature));
        Assert.False(key.Verifies(_data, []));
    }

    [Theory]
    [InlineData("ecdsa")]
    [InlineData("ecdsa-sha2-nistp256")]
    public void Ecdsa_IsVerified(string keyType)
    {
        var (pem, signature) = Make(["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
            "dgst", "-sha256", "-sign", this["key"], this["data"]);

        AssertVerifies(new TufKey("id", keyType, "ecdsa-sha2-nistp256", pem), signature);
    }

    [Fact]
    public void RsaPss_IsVerified()
    {
        var (pem, signature) = Make(["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
            "dgst", "-sha256", "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest",
            "-sign", this["key"], this["data"]);

        AssertVerifies(new TufKey("id", "rsa", "rsassa-pss-sha256", pem), signature);
    }

    [Fact]
    public void Rsa_WithTheOlderPaddingIsRefused()
    {
        var (pem, signature) = Make(["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
            "dgst", "-sha256", "-sign", this["key"], this["data"]);

        Assert.False(new TufKey("id", "rsa", "rsassa-pss-sha256", pem).Verifies(_data, signature));
    }

    [Fact]
    public void Ed25519_IsVerified()
    {
        var (pem, signature) = Make(["-algorithm", "ED25519"],
            "pkeyutl", "-sign", "-rawin", "-inkey", this["key"], "-in", this["data"]);
        // The key is the last 32 bytes of its SubjectPublicKeyInfo (RFC 8410, section 4).
        var encoded = Convert.FromBase64String(pem.Split('\n')[1]);

        AssertVerifies(new TufKey("id", "ed25519", "ed25519", Convert.ToHexStringLower(encoded[^32..])), signature);
    }

    [Theory]
    [InlineData("ecdsa", "ecdsa-sha2-nistp256", "no key")]
    [InlineData("rsa", "rsassa-pss-sha256", "no key")]
    [InlineData("ed25519", "ed25519", "no key")]
    [InlineData("ed25519", "ed25519", "abcd")]
    [InlineData("ed25519", "ecdsa-sha2-nistp256", "abcd")]
    [InlineData("other", "other", "abcd")]
    public void UnknownOrDamagedKey_VerifiesNothing(string keyType, string scheme, string key) =>
        Assert.False(new TufKey("id", keyType, scheme, key).Verifies(_data, new byte[64]));

    [Theory]
    [InlineData(0x83, "unknown")]
    [InlineData(0x00, "malformed")]
    public void KeyOnACurveThatOpenSslDoesNotKnow_VerifiesNothing(byte changed, string kind)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encoded = key.ExportSubjectPublicKeyInfo();
        // The last three bytes of prime256v1, 1.2.840.10045.3.1.7 (RFC 5480, section 2.1.1.1).
        encoded[encoded.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x03, 0x01, 0x07])] = changed;
        var other = new TufKey("id", "ecdsa", "ecdsa-sha2-nistp256", PemEncoding.WriteString("PUBLIC KEY", encoded));

        Assert.False(other.Verifies(_data, key.SignData(_data, HashAlgorithmName.SHA256)), kind);
        Assert.StartsWith("unreadable", other.Identity, StringComparison.Ordinal);
    }

    [Fact]
    public void Ecdsa_OnAnotherCurveOf256Bits_IsRefused()
    {
        var (pem, signature) = Make(["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:secp256k1"],
            "dgst", "-sha256", "-sign", this["key"], this["data"]);

        Assert.False(new TufKey("id", "ecdsa", "ecdsa-sha2-nistp256", pem).Verifies(_data, signature));
    }

    [Fact]
    public void OneKeySpelledTwice_IsOneKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportSubjectPublicKeyInfoPem();

        Assert.Equal(
            new TufKey("a", "ecdsa", "ecdsa-sha2-nistp256", pem).Identity,
            new TufKey("b", "ecdsa", "ecdsa-sha2-nistp256", pem + "\n").Identity);
    }

    [Theory]
    [InlineData("ecdsa", "text before")]
    [InlineData("ecdsa", "wrapped")]
    [InlineData("ecdsa", "older type")]
    [InlineData("ed25519", "upper case")]
    [InlineData("rsa", "pkcs1")]
    public void Sec_L12_OneKey_HoweverItIsSpelled_IsOne(string type, string spelling)
    {
        var key = MakeKey(type);
        var other = spelling switch
        {
            "text before" => key with { Id = "other", Public = "my key\n" + key.Public },
            "wrapped" => key with { Id = "other", Public = key.Public.Replace("\n", "\r\n\r\n", StringComparison.Ordinal) },
            "older type" => key with { Id = "other", KeyType = "ecdsa-sha2-nistp256" },
            "upper case" => key with { Id = "other", Public = key.Public.ToUpperInvariant() },
            _ => key with { Id = "other", Public = Pkcs1(key.Public) },
        };

        Assert.NotEqual(key.Public + key.KeyType, other.Public + other.KeyType);
        Assert.Equal(key.Identity, other.Identity);
        Assert.NotEqual(key.Identity, MakeKey(type).Identity);
    }

    private static TufKey MakeKey(string type)
    {
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        return type switch
        {
            "ecdsa" => new TufKey("id", "ecdsa", "ecdsa-sha2-nistp256", ecdsa.ExportSubjectPublicKeyInfoPem()),
            "rsa" => new TufKey("id", "rsa", "rsassa-pss-sha256", rsa.ExportSubjectPublicKeyInfoPem()),
            _ => new TufKey("id", "ed25519", "ed25519", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))),
        };
    }

    private static string Pkcs1(string pem)
    {
        using var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return rsa.ExportRSAPublicKeyPem();
    }
}
