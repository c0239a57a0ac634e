using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aops.Contracts;
using Aops.Layout;
using Aops.Releases.Fleet;
using Aops.Releases.Transport;

namespace Aops.ReleaseTool.Tests;

/// <summary><c>authority</c>: what the operator signs of the server's authorities and addresses.</summary>
public sealed class AuthorityTests : IDisposable
{
    private readonly Tool _tool = new();

    public void Dispose() => _tool.Dispose();

    private string MakeAuthority(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        _tool.Write(name, certificate.ExportCertificatePem() + "\n");
        return _tool[name];
    }

    private Task<int> SignAsync(params string[] options) =>
        _tool.RunAsync(["authority", "--repo", _tool.Repo, "--keys", _tool.Keys, .. options]);

    private async Task<FleetAuthority> LookAsync()
    {
        var layout = new AopsLayout(_tool["host"]);
        Directory.CreateDirectory(Path.GetDirectoryName(layout.TrustRoot)!);
        File.Copy(_tool.TrustRoot, layout.TrustRoot, overwrite: true);
        var source = new FleetAuthoritySource(new DirectoryReleaseSource(_tool.Repo), layout, TimeProvider.System);
        return Assert.IsType<FleetAuthorityLook.Found>(await source.LookAsync(CancellationToken.None)).Authority;
    }

    [Fact]
    public async Task Signed_IsWhatHostsFind_AndEachIsANewGeneration()
    {
        await _tool.InitAsync();
        var (old, next) = (MakeAuthority("old.pem"), MakeAuthority("next.pem"));

        Assert.Equal(ExitCodes.Ok, await SignAsync("--ca", old, "--ca", next));
        var first = await LookAsync();
        Assert.Equal(ExitCodes.Ok, await SignAsync(
            "--ca", next, "--server", "https://b:7443", "--host", "web-*", "--valid-from", "2031-01-31T00:00:00Z"));
        var second = await LookAsync();

        Assert.Equal((1, 2, 0), (first.Generation, first.Authorities.Count, first.Addresses.Count));
        Assert.Equal(await File.ReadAllTextAsync(old) + await File.ReadAllTextAsync(next), first.Pem());
        Assert.Null(first.Hosts);
        Assert.Equal((2, 1), (second.Generation, second.Authorities.Count));
        Assert.Equal(["https://b:7443"], second.Addresses);
        Assert.Equal(["web-*"], second.Hosts!);
        Assert.Equal(new DateTimeOffset(2031, 1, 31, 0, 0, 0, TimeSpan.Zero), second.ValidFrom);
    }

    [Fact]
    public async Task OneFileWithBothAuthorities_IsRead()
    {
        await _tool.InitAsync();
        _tool.Write("both.pem",
            await File.ReadAllTextAsync(MakeAuthority("a.pem")) + await File.ReadAllTextAsync(MakeAuthority("b.pem")));

        Assert.Equal(ExitCodes.Ok, await SignAsync("--ca", _tool["both.pem"]));

        Assert.Equal(2, (await LookAsync()).Authorities.Count);
    }

    [Theory]
    [InlineData]
    [InlineData("--server", "http://b:7443")]
    [InlineData("--server", "https://b:7443/path")]
    [InlineData("--server", "https://b", "--valid-from", "soon")]
    public async Task WhatHostsWouldRefuse_IsNotSigned(params string[] options)
    {
        await _tool.InitAsync();
        var before = Directory.GetFiles(_tool["repo/metadata"]).Order().ToList();

        Assert.Equal(ExitCodes.Usage, await SignAsync(options));

        Assert.Equal(before, Directory.GetFiles(_tool["repo/metadata"]).Order());
    }

    [Fact]
    public async Task PemThatIsNone_IsSaid()
    {
        await _tool.InitAsync();
        _tool.Write("none.pem", "nothing");

        Assert.Equal(ExitCodes.BadData, await SignAsync("--ca", _tool["none.pem"]));
    }

    [Fact]
    public async Task OtherVerbs_GoOnBesideIt()
    {
        await _tool.InitAsync();
        await _tool.SignAsync(await _tool.PackAsync());
        Assert.Equal(ExitCodes.Ok, await SignAsync("--server", "https://b:7443"));

        await _tool.OkAsync("list", "--repo", _tool.Repo);
        Assert.Contains(FleetAuthority.TargetName, _tool.Output, StringComparison.Ordinal);
        await _tool.OkAsync("verify", "--repo", _tool.Repo, "--root", _tool.TrustRoot);
        await _tool.SignAsync(await _tool.PackAsync("2.0"));
        Assert.Equal(1, (await LookAsync()).Generation);
    }
}
