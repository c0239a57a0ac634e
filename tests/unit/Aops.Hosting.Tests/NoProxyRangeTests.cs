namespace Aops.Hosting.Tests;

public sealed class NoProxyRangeTests
{
    [Theory]
    [InlineData("127.0.0.0/8", "https://127.0.0.1:7443/", true)]
    [InlineData("10.0.0.0/8, 127.0.0.0/8", "https://127.1.2.3/", true)]
    [InlineData("example.com 192.168.16.0/20", "https://192.168.31.255/", true)]
    [InlineData("192.168.16.0/20", "https://192.168.32.0/", false)]
    [InlineData("192.168.17.9/20", "https://192.168.16.1/", true)]
    [InlineData("fd00::/8", "https://[fd12:3456::1]:7443/", true)]
    [InlineData("[fd00::]/8", "https://[fd12:3456::1]/", true)]
    [InlineData("fd00::/8", "https://[fe80::1]/", false)]
    [InlineData("10.0.0.0/33", "https://10.0.0.1/", false)]
    [InlineData("10.0.0.0/x", "https://10.0.0.1/", false)]
    [InlineData("/8", "https://10.0.0.1/", false)]
    [InlineData("0.0.0.0/0", "https://server.example/", false)]
    [InlineData("10.0.0.0/8", "https://[fd00::1]/", false)]
    [InlineData(null, "https://10.0.0.1/", false)]
    public void Case_B21_AddressRange_IsHeldAsCurlDoes(string? list, string server, bool isDirect) =>
        Assert.Equal(isDirect, NoProxyRange.Covers(list, new Uri(server)));
}
