using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Layout;

namespace Aops.Hosting.Tests;

public sealed class AuthorityPinTests : IDisposable
{
    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-pin-").FullName);

    public AuthorityPinTests()
    {
        Directory.CreateDirectory(_layout.State);
        Directory.CreateDirectory(Path.GetDirectoryName(_layout.TrustCa)!);
        // As a version before wrote it.
        const string identity = """{"schema":1,"agentId":"a","agentToken":"t","machineId":"aa"}""";
        File.WriteAllText(_layout.Identity, identity);
        File.WriteAllText(_layout.Identity + ".bak", identity);
    }

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    [Fact]
    public void WithoutOneEver_TheSystemsCount() => Assert.Null(AuthorityPin.Read(_layout));

    [Fact]
    public void Sec_L10_OncePinned_ALostOneIsAFault_AlsoOnAHostOfBefore()
    {
        File.WriteAllText(_layout.TrustCa, MakeAuthority());
        Assert.NotNull(AuthorityPin.Read(_layout));

        File.Delete(_layout.TrustCa);

        Assert.Throws<InvalidDataException>(() => AuthorityPin.Read(_layout));
        File.Delete(_layout.Identity);
        Assert.Throws<InvalidDataException>(() => AuthorityPin.Read(_layout));
        Assert.Equal("t", IdentityFile.Read(_layout)!.AgentToken);
    }

    [Theory]
    [InlineData("a\nb")]
    [InlineData("")]
    [InlineData("é")]
    public void Sec_H7_ASecretThatCannotTravel_IsADamagedFile(string token)
    {
        var identity = new Identity { AgentId = "a", AgentToken = token, MachineId = "aa" };
        File.WriteAllBytes(_layout.Identity, JsonSerializer.SerializeToUtf8Bytes(identity, IdentityJson.Default.Identity));

        Assert.Equal("t", IdentityFile.Read(_layout)!.AgentToken);
        File.Delete(_layout.Identity + ".bak");
        Assert.Throws<InvalidDataException>(() => IdentityFile.Read(_layout));
    }

    private static string MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return certificate.ExportCertificatePem();
    }
}
