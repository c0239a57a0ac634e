using System.Security.Cryptography;
using Aops.Server.Certificates;

namespace Aops.Server.Tests;

public sealed class CertificateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aops-certificates-").FullName;
    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;

    private string File(string name) => Path.Combine(_folder, name);

    private string Serial(DateTimeOffset now, params string[] names)
    {
        using var authority = CertificateAuthority.Open(File("ca.pem"), File("ca.key"), now);
        using var certificate = ServerCertificate.Open(authority, File("server.pem"), File("server.key"), names, now);
        return certificate.SerialNumber;
    }

    [Fact]
    public void Certificate_IsKept() => Assert.Equal(Serial(_now, "a", "::1"), Serial(_now.AddDays(300), "a"));

    [Fact]
    public void Certificate_IsRenewedBeforeItEnds() =>
        Assert.NotEqual(Serial(_now, "a"), Serial(_now.AddDays(370), "a"));

    [Fact]
    public void Certificate_IsRenewedForAnotherName() =>
        Assert.NotEqual(Serial(_now, "a"), Serial(_now, "a", "10.1.2.3"));

    [Fact]
    public void Certificate_WithoutItsKey_IsMadeAnew()
    {
        var before = Serial(_now, "a");
        using (var strange = ECDsa.Create(ECCurve.NamedCurves.nistP256))
            System.IO.File.WriteAllText(File("server.key"), strange.ExportPkcs8PrivateKeyPem());

        Assert.NotEqual(before, Serial(_now, "a"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
