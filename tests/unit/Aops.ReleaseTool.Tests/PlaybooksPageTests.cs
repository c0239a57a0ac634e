using System.Text.RegularExpressions;
using Aops.Contracts;
using Aops.TestSupport;

namespace Aops.ReleaseTool.Tests;

/// <summary>The commands of docs/how-to/PLAYBOOKS.md, one after another, with the files that the page shows.</summary>
public sealed partial class PlaybooksPageTests : IDisposable
{
    private const string Program = "aops-release ";

    private readonly Tool _tool = new();

    private static string Page => File.ReadAllText(Path.Combine(SourceRoot.Folder, "docs/how-to/PLAYBOOKS.md"));

    public void Dispose() => _tool.Dispose();

    [Fact]
    public async Task EveryCommand_DoesWhatThePageSays()
    {
        await _tool.InitAsync();
        _tool.Write("web/runbook.json", Json().Match(Page).Groups[1].Value);
        _tool.Write("web/site.yml", Yaml().Match(Page).Groups[1].Value);
        var commands = Page.Split('\n').Where(line => line.StartsWith("    " + Program, StringComparison.Ordinal))
            .Select(line => line.Trim()[Program.Length..]).ToList();

        Assert.Equal(4, commands.Count);
        foreach (var command in commands)
        {
            var isRemove = command.Contains(" remove ", StringComparison.Ordinal);
            var words = command.Split(' ').Select(word =>
                (!isRemove && word == "web") || word is "repo" or "keys" ? _tool[word] : word).ToArray();
            Assert.True(await _tool.RunAsync(words) == ExitCodes.Ok, $"{command}: {_tool.Error}");
            if (!isRemove) Assert.Contains("site.yml of playbooks/web/1.tar.zst", _tool.Output, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex("```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Yaml();
}
