using Aops.Hosting.Settings;

namespace Aops.Hosting.Tests;

/// <summary>Which addresses are mirrors, in conf.yml and from a server.</summary>
public sealed class MirrorListTests
{
    [Theory]
    [InlineData("")]
    [InlineData("https://mirror.example")]
    [InlineData("https://mirror.example/aops/ https://other.example:8443/a/b")]
    public void Addresses_AreTaken_FromAServerToo(string text) =>
        Assert.Null(SettingKeys.FaultFromServer("mirrors", text));

    [Fact]
    public void PlainAddresses_AreForTheHostsOwnFileAlone()
    {
        Assert.NotNull(MirrorList.TryParse("http://10.0.0.1/", mayBePlain: true));
        Assert.Contains("is not up to 8 https:// addresses",
            SettingKeys.FaultFromServer("mirrors", "https://a.example http://10.0.0.1/"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mirror.example")]
    [InlineData("file:///etc/")]
    [InlineData("ftp://mirror.example/")]
    [InlineData("https://user:password@mirror.example/")]
    [InlineData("https://mirror.example/?a=b")]
    [InlineData("https://mirror.example/#a")]
    [InlineData("https://a/ https://a/ https://a/ https://a/ https://a/ https://a/ https://a/ https://a/ https://a/")]
    public void WhatIsNone_IsRefused(string text) => Assert.Null(MirrorList.TryParse(text, mayBePlain: true));

    [Fact]
    public void EachAddress_IsAFolder() => Assert.Equal(
        ["https://a.example/", "https://b.example/aops/"],
        MirrorList.TryParse(" https://a.example  https://b.example/aops ", mayBePlain: false)!.Select(uri => uri.AbsoluteUri));
}
