using System.CommandLine;
using System.CommandLine.Help;
using System.Text.RegularExpressions;
using Aops.TestSupport;

namespace Aops.AgentService.Tests;

/// <summary>The reference page tells each verb and each option of the program.</summary>
public sealed class ReferencePageTests
{
    public static TheoryData<string> Verbs => [.. ServiceCli.CreateRoot().Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name)];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task Verb_StandsInThePage_WithItsOptions(string verb)
    {
        var page = await File.ReadAllTextAsync(Path.Combine(SourceRoot.Folder, "docs/reference/AOPS-AGENT-SERVICE.md"));
        var command = ServiceCli.CreateRoot().Subcommands.Single(one => one.Name == verb);

        Assert.Matches($@"(?m)^### .*\b{Regex.Escape(verb)}\b", page);
        var told = page[page.IndexOf("## Verbs", StringComparison.Ordinal)..page.IndexOf("## JSON", StringComparison.Ordinal)];
        Assert.All(
            command.Options.Where(option => option is not HelpOption and not VersionOption && !option.Hidden && !option.Recursive),
            option => Assert.Matches($@"(?<![\w-]){Regex.Escape(option.Name)}(?![\w-])", option.Name == "--timeout" ? page : told));
    }
}
