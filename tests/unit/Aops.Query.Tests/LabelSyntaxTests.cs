namespace Aops.Query.Tests;

public sealed class LabelSyntaxTests
{
    [Theory]
    [InlineData("env", true)]
    [InlineData("a", true)]
    [InlineData("Env_1.x-y", true)]
    [InlineData("example.org/zone", true)]
    [InlineData("", false)]
    [InlineData("-a", false)]
    [InlineData("a-", false)]
    [InlineData("a b", false)]
    [InlineData("a/", false)]
    [InlineData("/a", false)]
    [InlineData("Example.org/a", false)]
    [InlineData("a..b/c", false)]
    [InlineData("a/b/c", false)]
    [InlineData("größe", false)]
    public void Name(string name, bool isName) => Assert.Equal(isName, LabelSyntax.IsName(name));

    [Theory]
    [InlineData("", true)]
    [InlineData("prod", true)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData(".a", false)]
    public void Value(string value, bool isValue) => Assert.Equal(isValue, LabelSyntax.IsValue(value));

    [Fact]
    public void Lengths_AreBounded()
    {
        Assert.True(LabelSyntax.IsName(new string('a', 63)));
        Assert.False(LabelSyntax.IsName(new string('a', 64)));
        Assert.True(LabelSyntax.IsValue(new string('a', 63)));
        Assert.False(LabelSyntax.IsValue(new string('a', 64)));
        Assert.False(LabelSyntax.IsName(string.Join('.', Enumerable.Repeat("abcdefg", 32)) + "/a"));
    }
}
