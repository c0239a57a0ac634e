using Aops.AgentService.CommandLine;

namespace Aops.AgentService.Tests;

public sealed class ControlSpellingTests
{
    [Theory]
    [InlineData("--control install --version 1", "install --version 1")]
    [InlineData("--control=install --version 1", "install --version 1")]
    [InlineData("--root /x --control status", "status --root /x")]
    [InlineData("--root /x --control=status --json", "status --root /x --json")]
    [InlineData("install --version 1", "install --version 1")]
    [InlineData("--control", "--control")]
    [InlineData("", "")]
    public void BothSpellings_BecomeTheVerbInFront(string words, string expected) =>
        Assert.Equal(Words(expected), ControlSpelling.Rewrite(Words(words)));

    [Theory]
    [InlineData("install --version 1.2 --agentId a --endpoint https://h:1 --token t --ca c --root /r")]
    [InlineData("install --agent-id a --token-file f --bundle b --trust-root r --dry-run --timeout 5m --json")]
    [InlineData("--root /r --json status --watch")]
    [InlineData("uninstall --keep-data --service-manager direct")]
    [InlineData("logs spm -f -n 3 --root /r")]
    [InlineData("upgrade --version 2 --bundle b")]
    [InlineData("rollback --timeout 90")]
    public void EveryDocumentedOption_IsUnderstood(string words) =>
        Assert.Empty(ServiceCli.CreateRoot().Parse(Words(words)).Errors);

    [Theory]
    [InlineData("upgrade")]
    [InlineData("bogus")]
    [InlineData("install --version ../../etc")]
    [InlineData("install --timeout soon")]
    [InlineData("status --service-manager openrc")]
    [InlineData("logs")]
    public void WrongWords_AreRefused(string words) =>
        Assert.NotEmpty(ServiceCli.CreateRoot().Parse(Words(words)).Errors);

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
