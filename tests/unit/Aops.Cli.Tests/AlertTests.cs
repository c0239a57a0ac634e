using System.Text.RegularExpressions;
using Aops.Cli.Faults;
using Aops.Cli.Terminals;
using Aops.Cli.Tests.Support;
using Aops.TestSupport;

namespace Aops.Cli.Tests;

/// <summary>Alerts, silences, rules and webhooks before a real server.</summary>
public sealed class AlertTests
{
    [Fact]
    public async Task ARule_IsMadeChangedShownAndRemoved()
    {
        await using var bench = await CliBench.StartAsync();
        var dry = (await bench.RunAsync([.. Rule, "--dry-run"])).Expect(0);
        Assert.Contains("would be made; its condition does not hold now", dry.Output, StringComparison.Ordinal);
        (await bench.RunAsync(Rule)).Expect(0);

        var changed = (await bench.RunAsync("alert", "rule", "set", "web-silent", "--threshold", "30", "--for", "5m")).Expect(0);
        Assert.Contains("was changed", changed.Output, StringComparison.Ordinal);
        var shown = (await bench.RunAsync("alert", "rule", "show", "web-silent", "-o", "json")).Expect(0).Output;
        foreach (var member in new[] { "\"threshold\": 30", "\"forSeconds\": 300", "\"share\": true", "\"of\": \"label.tier=web\"", "\"revision\": 2" })
            Assert.Contains(member, shown, StringComparison.Ordinal);
        (await bench.RunAsync("alert", "rule", "set", "web-silent", "--count", "--disable")).Expect(0);
        Assert.Contains("web-silent", (await bench.RunAsync("alert", "list", "--state", "ok", "-o", "name")).Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("switched off", (await bench.RunAsync("alert", "show", "web-silent")).Expect(0).Output, StringComparison.Ordinal);
        (await bench.RunAsync("alert", "rule", "remove", "web-silent")).Expect(0);
        Assert.Equal(CliExitCodes.NotFound, (await bench.RunAsync("alert", "rule", "show", "web-silent")).Code);
    }

    [Fact]
    public async Task ASilence_IsMadeListedAndEnded()
    {
        await using var bench = await CliBench.StartAsync();
        (await bench.RunAsync("alert", "silence", "disk-low", "--for", "2h", "-m", "a known fault")).Expect(0);
        (await bench.RunAsync("alert", "silence", "-q", "label.env=test", "--for", "1d", "-m", "a test")).Expect(0);

        var listed = (await bench.RunAsync("alert", "silences")).Expect(0).Output;
        Assert.Contains("a known fault", listed, StringComparison.Ordinal);
        Assert.Contains("label.env=test", listed, StringComparison.Ordinal);
        var ids = (await bench.RunAsync("alert", "silences", "-o", "name")).Expect(0).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        (await bench.RunAsync(["alert", "unsilence", .. ids])).Expect(0);
        Assert.Equal("", (await bench.RunAsync("alert", "silences", "-o", "name")).Expect(0).Output);
    }

    [Fact]
    public async Task AWebhook_ShowsItsSecretOnce_IsTriedAndRemoved()
    {
        await using var bench = await CliBench.StartAsync();
        bench.Typed = "http://127.0.0.1:9/services/T0SECRET\n";
        var made = (await bench.RunAsync("alert", "webhook", "create", "pager", "-", "--note", "n")).Expect(0);
        Assert.StartsWith("whsec_", made.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("whsec_", made.Error, StringComparison.Ordinal);

        var tried = await bench.RunAsync("alert", "webhook", "test", "pager");
        Assert.Equal(CliExitCodes.Error, tried.Code);
        Assert.Contains("loopback", tried.Output, StringComparison.Ordinal);
        Assert.Contains("waiting", (await bench.RunAsync("alert", "webhook", "deliveries", "pager")).Expect(0).Output, StringComparison.Ordinal);
        (await bench.RunAsync("alert", "webhook", "set", "pager", "--disable")).Expect(0);
        var listed = (await bench.RunAsync("alert", "webhook", "list", "-o", "wide")).Expect(0).Output;
        Assert.Contains("http://127.0.0.1:9", listed, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", listed, StringComparison.Ordinal);
        Assert.StartsWith("whsec_", (await bench.RunAsync("alert", "webhook", "secret", "pager")).Expect(0).Output, StringComparison.Ordinal);
        (await bench.RunAsync("alert", "webhook", "remove", "pager")).Expect(0);
        Assert.Equal("", (await bench.RunAsync("alert", "webhook", "list", "-o", "name")).Expect(0).Output);
    }

    [Theory]
    [InlineData("alert", "silence", "--for", "2h", "-m", "r")]
    [InlineData("alert", "silence", "disk-low", "--for", "2h")]
    [InlineData("alert", "rule", "set", "disk-low")]
    [InlineData("alert", "rule", "set", "disk-low", "--enable", "--disable")]
    [InlineData("alert", "rule", "create", "x", "--condition", "moon", "--threshold", "1")]
    [InlineData("alert", "rule", "create", "x", "--condition", "disk")]
    [InlineData("alert", "webhook", "create", "x", "-")]
    public async Task WrongWords_AreUsage(params string[] words)
    {
        await using var bench = await CliBench.StartAsync();

        Assert.Equal(CliExitCodes.Usage, (await bench.RunAsync(words)).Code);
    }

    [Fact]
    public async Task EveryCommandOfThePage_IsOneOfTheTree()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(SourceRoot.Folder, "docs/how-to/ALERTS.md"));
        var lines = page.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
            .Where(line => line.StartsWith("    aops ", StringComparison.Ordinal)).ToList();
        Assert.True(lines.Count > 10, "the page has lost its commands");
        var terminal = new CliTerminal { Output = TextWriter.Null, Error = TextWriter.Null, Input = TextReader.Null };
        foreach (var line in lines)
        {
            // What follows two blanks says what the command does.
            var command = Regex.Replace(line.Trim(), " {4,}[a-z].*$", "");
            var words = Regex.Matches(command, "'([^']*)'|(\\S+)").Select(word => word.Groups[1].Success ? word.Groups[1].Value : word.Value);
            var parsed = CommandTree.Create(terminal).Parse([.. words.Skip(1)]);
            Assert.True(parsed.Errors.Count == 0, $"{command}: {string.Join(' ', parsed.Errors.Select(error => error.Message))}");
        }
    }

    private static readonly string[] Rule =
    [
        "alert", "rule", "create", "web-silent", "--condition", "hosts", "-q", "label.tier=web and offline",
        "--of", "label.tier=web", "--share", "--threshold", "20", "--for", "2m", "--severity", "critical", "--note", "see the runbook",
    ];
}
