namespace Aops.Query.Tests;

public sealed class PackageVersionKeyTests
{
    // The order that "dpkg --compare-versions" gives.
    [Theory]
    [InlineData("1.0~rc1 1.0 1.0-1 1.0-2 1.0-10 1.0a-1 1.0+b-1 1.0.1-1 1.2 1.10 2")]
    [InlineData("3.0.7-27.el9 3.0.13-1~deb12u1 3.0.14-1~deb12u1 3.0.14-1~deb12u2 3.0.14-1 3.2")]
    [InlineData("9.9 1:0.1 1:9.2p1-2 1:9.2p1-2+deb12u3 2:0")]
    [InlineData("1.2.4-r2 1.2.4-r10 1.2.5-r0")]
    [InlineData("a a1 a2 ab b")]
    public void Order_IsThatOfDpkg(string versions)
    {
        var written = versions.Split(' ');
        Assert.Equal(written, written.Reverse().OrderBy(PackageVersionKey.Of, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("1.0", "1.00")]
    [InlineData("0:1", "1")]
    [InlineData("1.0", "1.0-0")]
    public void EqualVersions_HaveOneKey(string one, string other) =>
        Assert.Equal(PackageVersionKey.Of(one), PackageVersionKey.Of(other));

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("-")]
    [InlineData("99999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999")]
    public void OddVersions_HaveAKey(string version) => Assert.NotEmpty(PackageVersionKey.Of(version));
}
