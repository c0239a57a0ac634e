using Aops.Hosting.Settings;

namespace Aops.Hosting.Tests;

/// <summary>A mistake is told in its own line, and not in words of the parser.</summary>
public sealed class YamlSentenceTests
{
    private static string Describe(string text) => string.Join('\n', SettingsFile.Parse(text, "conf.yml").Faults);

    [Theory]
    [InlineData("logLevel: info\n\theartbeatInterval: 30s\n", "conf.yml:2: is not YAML: a tab stands where spaces belong")]
    [InlineData("logLevel: info\nproxy: http://a: b\n", "conf.yml:2: is not YAML: a second ': ' stands on this line; put the value in quotes")]
    [InlineData("proxy: \"http://a\n", "conf.yml:1: is not YAML: a quote is not closed")]
    [InlineData("proxy: @x\n", "conf.yml:1: is not YAML: a value must not begin with this character; put it in quotes")]
    public void Mistake_IsToldWithItsLine(string text, string sentence) => Assert.Equal(sentence, Describe(text));

    [Theory]
    [InlineData("a: b: c: d\n")]
    [InlineData("a\nb: 1\n")]
    [InlineData("a: [1\n")]
    [InlineData("a: {1\n")]
    [InlineData("? \n: :\n - x\n")]
    [InlineData("%TAG\n")]
    [InlineData("a: |x\n")]
    [InlineData("a: \"\\q\"\n")]
    [InlineData("- a\nb: 1\n")]
    public void NoMistake_IsToldInWordsOfTheParser(string text)
    {
        var told = Describe(text);
        Assert.NotEqual("", told);
        Assert.DoesNotMatch("While |scann|token|Yaml|Exception|mapping node", told);
    }

    [Theory]
    [InlineData("hostName: db-01.fra.example.com", "db-01.fra.example.com")]
    [InlineData("hostName:", null)]
    [InlineData("logLevel: info", null)]
    public void HostName_IsRead(string text, string? name) => Assert.Equal(name, SettingsFile.Parse(text, "conf.yml").Settings.HostName);
}
