using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Releases.Fleet;

namespace Aops.Releases.Tests;

/// <summary>The signed target that names the authorities and addresses of the server.</summary>
public sealed class FleetAuthorityTests : TufTest
{
    private static readonly string Pem = MakeAuthority(isAuthority: true);

    private static FleetAuthority Valid(long generation = 3) => new()
    {
        Generation = generation, Authorities = [Pem], Addresses = ["https://server:7443"],
    };

    private static string MakeAuthority(bool isAuthority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        return certificate.ExportCertificatePem();
    }

    private async Task<FleetAuthorityLook> LookAsync()
    {
        Repository.Publish();
        return await new FleetAuthoritySource(Repository.Source, Host.Layout, Host.Time).LookAsync(CancellationToken.None);
    }

    private void Add(string role, byte[] content, string version = "3") => Repository.AddTarget(
        role, FleetAuthority.TargetName, content, new JsonObject { ["kind"] = "authority", ["version"] = version });

    [Fact]
    public async Task TopLevelTarget_IsFound()
    {
        Add("targets", Valid().ToJson());

        var found = Assert.IsType<FleetAuthorityLook.Found>(await LookAsync()).Authority;

        Assert.Equal(3, found.Generation);
        Assert.Equal(Pem.Trim(), found.Pem()!.Trim());
        Assert.Equal(["https://server:7443"], found.Addresses);
    }

    [Theory]
    [InlineData("fleet/authority.json")]
    [InlineData("fleet/*")]
    [InlineData("*/*")]
    public async Task DelegatedPublisher_IsNotAsked(string pattern)
    {
        Repository.Delegate("targets", "team", pattern);
        Add("team", Valid().ToJson());

        Assert.IsType<FleetAuthorityLook.Absent>(await LookAsync());
    }

    [Fact]
    public async Task DelegatedPublisher_DoesNotReplaceTheOperators()
    {
        Add("targets", Valid(3).ToJson());
        Repository.Delegate("targets", "team", "*/*");
        Add("team", Valid(9).ToJson(), "9");

        Assert.Equal(3, Assert.IsType<FleetAuthorityLook.Found>(await LookAsync()).Authority.Generation);
    }

    [Fact]
    public async Task None_IsAbsent() => Assert.IsType<FleetAuthorityLook.Absent>(await LookAsync());

    [Theory]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("""{"schema":1,"generation":3,"authorities":["no pem"],"addresses":[]}""")]
    [InlineData("""{"schema":1,"generation":3,"authorities":[null],"addresses":[]}""")]
    [InlineData("""{"schema":1,"generation":3,"authorities":null,"addresses":["https://a"]}""")]
    [InlineData("""{"schema":1,"generation":0,"addresses":["https://a"]}""")]
    [InlineData("""{"schema":1,"generation":3}""")]
    [InlineData("""{"schema":2,"generation":3,"addresses":["https://a"]}""")]
    [InlineData("""{"schema":1,"generation":3,"addresses":["http://a"]}""")]
    [InlineData("""{"schema":1,"generation":3,"addresses":["https://u:p@a"]}""")]
    [InlineData("""{"schema":1,"generation":3,"addresses":["https://a/path"]}""")]
    [InlineData("""{"schema":1,"generation":3,"addresses":[null]}""")]
    [InlineData("""{"schema":1,"generation":3,"addresses":["https://a"],"hosts":[]}""")]
    [InlineData("""{"schema":1,"generation":3,"addresses":["https://a"],"hosts":[null]}""")]
    public async Task SignedAndWrong_IsRefusedByItsGeneration(string content)
    {
        Add("targets", Encoding.UTF8.GetBytes(content));

        Assert.Equal(3, Assert.IsType<FleetAuthorityLook.Refused>(await LookAsync()).Generation);
    }

    [Fact]
    public async Task CertificateOfAServer_IsNoAuthority()
    {
        Add("targets", new FleetAuthority { Generation = 3, Authorities = [MakeAuthority(isAuthority: false)] }.ToJson());

        Assert.Contains("authority",
            Assert.IsType<FleetAuthorityLook.Refused>(await LookAsync()).Sentence, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("web-*", true)]
    [InlineData("agent-1", true)]
    [InlineData("agent-2", false)]
    [InlineData("WEB-7", false)]
    [InlineData("*", true)]
    public void Hosts_ByNameOrIdentity(string? pattern, bool isFor) => Assert.Equal(
        isFor, (Valid() with { Hosts = pattern is null ? null : [pattern] }).IsFor("agent-1", "web-7"));
}
