using Aops.Contracts;
using Aops.Hosting.Settings;

namespace Aops.Hosting.Tests;

/// <summary>Which addresses are mirrors, and who names them.</summary>
public sealed class MirrorSettingTests
{
    private static readonly SettingKey Key = SettingKeys.Find("mirrors")!;

    [Theory]
    [InlineData("signed")]
    [InlineData("none")]
    [InlineData("https://mirror.example")]
    [InlineData("https://mirror.example/aops/ http://other.example:8080/a/b")]
    public void Addresses_AndWords_AreTaken(string text) => Assert.Equal(text, Key.Apply(new(), text)?.Mirrors);

    [Theory]
    [InlineData("")]
    [InlineData("all")]
    [InlineData("mirror.example")]
    [InlineData("file:///etc/")]
    [InlineData("ftp://mirror.example/")]
    [InlineData("https://user:password@mirror.example/")]
    [InlineData("https://mirror.example/?a=b")]
    [InlineData("https://mirror.example/#a")]
    [InlineData("https://a/ https://a/ https://a/ https://a/ https://a/ https://a/ https://a/ https://a/ https://a/")]
    public void WhatIsNone_IsRefused(string text) => Assert.Null(Key.Apply(new(), text));

    [Fact]
    public void Server_NamesNone() => Assert.Contains(
        "no server may set it", SettingKeys.FaultFromServer("mirrors", "https://mirror.example/"), StringComparison.Ordinal);

    [Fact]
    public void EachAddress_IsAFolder() => Assert.Equal(
        ["https://a.example/", "https://b.example/aops/"],
        MirrorAddress.ParseList(" https://a.example  https://b.example/aops ")!.Select(uri => uri.AbsoluteUri));
}
