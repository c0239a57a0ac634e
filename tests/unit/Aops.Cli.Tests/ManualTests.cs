using Aops.Cli.Completion;
using Aops.Cli.Terminals;
using Aops.Cli.Tests.Support;
using Aops.TestSupport;

namespace Aops.Cli.Tests;

/// <summary>Page, help and completion follow the tree of verbs.</summary>
public sealed class ManualTests
{
    [Fact]
    public async Task Page_IsThatOfTheTree()
    {
        var terminal = new CliTerminal { Output = TextWriter.Null, Error = TextWriter.Null, Input = TextReader.Null };

        Assert.True(await ManualPage.IsThatOfAsync(CommandTree.Create(terminal), "aops", "AOPS.md"), ManualPage.Stale("AOPS.md"));
    }

    [Fact]
    public async Task PageForMan_NamesEveryVerb()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(SourceRoot.Folder, "packaging/man/aops.1"));
        var terminal = new CliTerminal { Output = TextWriter.Null, Error = TextWriter.Null, Input = TextReader.Null };

        foreach (var family in CommandTree.Create(terminal).Subcommands)
        {
            Assert.Matches($@"\n\.BR? .*\b{family.Name}\b", page);
            var part = page[page.IndexOf($"\"{family.Name} ", StringComparison.Ordinal) is >= 0 and var at ? at.. : 0..];
            Assert.All(family.Subcommands, verb => Assert.Matches($@"^[^\n]*\b{verb.Name}\b|\.B {family.Name} {verb.Name}\n", part));
        }
    }

    [Theory]
    [InlineData("aops hos", "hosts")]
    [InlineData("aops hosts ", "label")]
    [InlineData("aops hosts list -o ", "ndjson")]
    [InlineData("aops hosts list --wa", "--watch")]
    [InlineData("aops completion ", "fish")]
    public async Task Completion_IsThatOfTheTree(string line, string expected)
    {
        await using var bench = await CliBench.StartAsync();

        var run = (await bench.RunAsync($"[suggest:{line.Length}]", line)).Expect(0);

        Assert.Contains(expected, run.Output.Split('\n'));
    }

    [Fact]
    public async Task Scripts_AreThereForEveryShell()
    {
        await using var bench = await CliBench.StartAsync();

        foreach (var shell in CompletionScript.Shells)
            Assert.Contains("[suggest:", (await bench.RunAsync("completion", shell)).Expect(0).Output, StringComparison.Ordinal);
        (await bench.RunAsync("completion", "tcsh")).Expect(2);
        Assert.StartsWith("aops ", (await bench.RunAsync("--version")).Expect(0).Output, StringComparison.Ordinal);
        Assert.Contains("groups", (await bench.RunAsync("--help")).Expect(0).Output, StringComparison.Ordinal);
    }
}
