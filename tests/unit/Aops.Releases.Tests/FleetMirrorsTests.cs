using System.Text;
using System.Text.Json.Nodes;
using Aops.Releases.Fleet;
using Aops.Releases.Runbooks;

namespace Aops.Releases.Tests;

/// <summary>The signed target that names mirrors.</summary>
public sealed class FleetMirrorsTests : TufTest
{
    private const string Sites = """
        {"sites":[{"hosts":["*.a.example","b"],"addresses":["https://mirror.a.example/aops"]},
        {"hosts":["c*"],"addresses":[]},{"addresses":["https://m1.example/","http://m2.example:8080/x/"]}]}
        """;

    [Theory]
    [InlineData("web.a.example", "https://mirror.a.example/aops/")]
    [InlineData("b", "https://mirror.a.example/aops/")]
    [InlineData("c1", "")]
    [InlineData("other", "https://m1.example/ http://m2.example:8080/x/")]
    public async Task Host_IsOfTheFirstSiteThatIsForIt(string hostname, string mirrors)
    {
        Add("targets", Sites);

        var found = Assert.IsType<TargetLook<FleetMirrors>.Found>(await LookAsync());

        Assert.Equal(mirrors, string.Join(' ', found.Content.Of(hostname)));
    }

    [Fact]
    public async Task WhereNoneIsSigned_ThereAreNone() =>
        Assert.IsType<TargetLook<FleetMirrors>.Absent>(await LookAsync());

    [Theory]
    [InlineData("{}", "sites")]
    [InlineData("""{"sites":[null]}""", "sites[0]: is null")]
    [InlineData("""{"sites":[{"addresses":["ftp://a/"]}]}""", "sites[0].addresses: must be up to 8")]
    [InlineData("""{"sites":[{"hosts":[],"addresses":[]}]}""", "sites[0].hosts: must be absent or name 1 to 1024")]
    [InlineData("""{"sites":[{"hosts":[""],"addresses":[]}]}""", "sites[0].hosts: a pattern has 1 to 255")]
    [InlineData("""{"schema":2,"sites":[]}""", "schema: 2 is not known")]
    [InlineData("[]", "it is not what this version reads")]
    public async Task WhatCannotBeTaken_IsRefusedWithItsFault(string content, string fault)
    {
        Add("targets", content);

        var refused = Assert.IsType<TargetLook<FleetMirrors>.Refused>(await LookAsync());

        Assert.Contains(fault, refused.Sentence, StringComparison.Ordinal);
    }

    private Task<TargetLook<FleetMirrors>> LookAsync()
    {
        Repository.Publish();
        return new FleetMirrorsSource(Repository.Source, Host.Layout, Host.Time).LookAsync(CancellationToken.None);
    }

    private void Add(string role, string content) => Repository.AddTarget(
        role, FleetMirrors.TargetName, Encoding.UTF8.GetBytes(content),
        new JsonObject { ["kind"] = "mirrors", ["version"] = "3" });
}
