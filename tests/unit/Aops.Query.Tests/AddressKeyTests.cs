using System.Net;

namespace Aops.Query.Tests;

public sealed class AddressKeyTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.9.9.9/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("::/0", "1.2.3.4", true)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "::ffff:10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.4", false)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::1", false)]
    public void ANetwork_IsARangeOfKeys(string network, string address, bool isWithin)
    {
        var (first, last) = AddressKey.Range(network)!.Value;
        var key = AddressKey.Of(IPAddress.Parse(address));
        Assert.Equal(isWithin, string.CompareOrdinal(first, key) <= 0 && string.CompareOrdinal(key, last) <= 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10.0.0")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/")]
    [InlineData("::/129")]
    [InlineData("web1")]
    public void WhatIsNoNetwork_HasNoRange(string text) => Assert.Null(AddressKey.Range(text));
}
