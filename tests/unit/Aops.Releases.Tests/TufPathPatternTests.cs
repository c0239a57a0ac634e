using Aops.Releases.Tuf;

namespace Aops.Releases.Tests;

public sealed class TufPathPatternTests
{
    [Theory]
    [InlineData("*", "a", true)]
    [InlineData("*", "", true)]
    [InlineData("*", "a/b", false)]
    [InlineData("*/*", "a/b", true)]
    [InlineData("a/*", "a/", true)]
    [InlineData("a*c", "abbc", true)]
    [InlineData("a*c*e", "abcde", true)]
    [InlineData("a*c", "abbcd", false)]
    [InlineData("*.tgz", "x.tgz", true)]
    [InlineData("*.tgz", "a/x.tgz", false)]
    [InlineData("foo-?.tgz", "foo-1.tgz", true)]
    [InlineData("foo-?.tgz", "foo-.tgz", false)]
    [InlineData("a?b", "a/b", false)]
    [InlineData("*.MD", "x.md", false)]
    [InlineData("[ab]", "a", false)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    public void Matches_AsTheSpecificationSays(string pattern, string name, bool fits) =>
        Assert.Equal(fits, TufPathPattern.Matches(pattern, name));

    [Fact]
    public void HostilePattern_TakesNoLongTime()
    {
        var pattern = string.Concat(Enumerable.Repeat("*a", 2_000));
        var name = new string('a', 20_000) + "b";
        var begin = System.Diagnostics.Stopwatch.GetTimestamp();

        Assert.False(TufPathPattern.Matches(pattern, name));
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(begin) < TimeSpan.FromSeconds(10));
    }
}
