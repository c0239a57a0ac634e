using Aops.Server.SingleSignOn;
using Aops.TestSupport;

namespace Aops.Server.Tests.SingleSignOn;

/// <summary>The file of <c>--identity-provider</c>.</summary>
public sealed class ProviderSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aops-provider-").FullName;

    [Theory]
    [InlineData("https://id.example", "", null)]
    [InlineData("https://id.example/realms/a/", ",\"roles\":[{\"claim\":\"g\",\"value\":\"v\",\"role\":\"operator\",\"scope\":\"label.env=prod and hostname=a*\"}]", null)]
    [InlineData("http://id.example", "", "issuer: 'http://id.example' is no https:// address")]
    [InlineData("id", "", "issuer: 'id'")]
    [InlineData("https://id.example?a=b", "", "issuer:")]
    [InlineData("https://id.example", ",\"scopes\":[\"profile\"]", "scopes: ")]
    [InlineData("https://id.example", ",\"scopes\":[\"openid\",\"a b\"]", "scopes: ")]
    [InlineData("https://id.example", ",\"createUsers\":true", "createUsers: without roles")]
    [InlineData("https://id.example", ",\"nameClaim\":\"\"", "nameClaim: ")]
    [InlineData("https://id.example", ",\"roles\":[{\"claim\":\"\",\"value\":\"v\",\"role\":\"viewer\"}]", "roles[0]: claim and value")]
    [InlineData("https://id.example", ",\"roles\":[{\"claim\":\"g\",\"value\":\"v\",\"role\":\"king\"}]", "role")]
    [InlineData("https://id.example", ",\"roles\":[{\"claim\":\"g\",\"value\":\"v\",\"role\":\"viewer\",\"scope\":\"env=prod\"}]", "roles[0].scope: at character 1")]
    [InlineData("https://id.example", ",\"roles\":[{\"claim\":\"g\",\"value\":\"v\",\"role\":\"admin\",\"scope\":\"id=a\"}]", "an admin rules the whole fleet")]
    [InlineData("https://id.example", ",\"roles\":[{\"claim\":\"g\",\"value\":\"v\",\"role\":\"viewer\",\"scope\":\"version=1\"}]", "changes by itself")]
    [InlineData("https://id.example", ",\"clientSecret\":\"in the file\"", "clientSecret")]
    public void Settings_AreRead_OrRefusedWithTheirFault(string issuer, string more, string? fault)
    {
        using var certificate = LoopbackCertificate.Make();

        var refused = Record.Exception(() => ProviderWorld.Settings(_folder, issuer, certificate, "aops", "secret", more));

        if (fault is null) Assert.Null(refused);
        else Assert.Contains(fault, Assert.IsType<StartupFault>(refused).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SecretThatEveryUserReads_IsRefused()
    {
        using var certificate = LoopbackCertificate.Make();
        ProviderWorld.Settings(_folder, "https://id.example", certificate, "aops", "secret", "");
        File.SetUnixFileMode(Path.Combine(_folder, "secret"), (UnixFileMode)0b110_100_100);

        var refused = Assert.Throws<StartupFault>(
            () => ProviderSettingsFile.Read(Path.Combine(_folder, "provider.json")));

        Assert.Contains("chmod o-rwx", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_HasEveryMember()
    {
        var page = File.ReadAllText(Path.Combine(Aops.TestSupport.SourceRoot.Folder, "docs/reference/IDENTITY-PROVIDER.md"));

        Assert.All(ProviderSettingsJson.Default.ProviderSettings.Properties, member =>
            Assert.Contains($"| `{member.Name}` |", page, StringComparison.Ordinal));
        Assert.All(ProviderSettingsJson.Default.RoleRule.Properties, member =>
            Assert.Contains($"`{member.Name}`", page, StringComparison.Ordinal));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
