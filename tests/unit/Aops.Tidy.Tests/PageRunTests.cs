using System.Text.RegularExpressions;

namespace Aops.Tidy.Tests;

/// <summary>Every page that tells a reader what to do is run by a test: one names it, where it has a command at all.</summary>
public sealed partial class PageRunTests
{
    private const string Room = "docs/how-to/";

    private const string Tests = "tests/";

    [Fact]
    public void PagesWithCommands_AreRunByATest()
    {
        var pages = SourceTree.Files.Where(f => f.Extension == ".md" && f.Name.StartsWith(Room, StringComparison.Ordinal)).ToList();
        var withCommands = pages.Where(page => HasCommand(page.Lines)).Select(page => page.Name[Room.Length..]).ToList();
        // A remark names a page without reading it, and this program runs none.
        var named = SourceTree.Code
            .Where(f => f.Name.StartsWith(Tests, StringComparison.Ordinal) && !f.Name.Contains("Aops.Tidy.Tests", StringComparison.Ordinal))
            .SelectMany(f => f.Lines).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .SelectMany(line => NamedPage().Matches(line)).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.True(withCommands.Count >= 20, $"only {withCommands.Count} pages with commands were found");
        Faults.AssertNone(withCommands.Where(page => !named.Contains(page))
            .Select(page => $"{Room}{page}: no test runs its commands; a block that none can run has a remark <!-- elsewhere: WHY --> above it"));
    }

    [Theory]
    [InlineData("    aops doctor", true)]
    [InlineData("- a list\n\n      aops doctor", true)]
    [InlineData("```console\n$ aops doctor\nok\n```", true)]
    [InlineData("```yaml\n    stages:\n```\n`aops doctor`", false)]
    [InlineData("```console\nok\n```", false)]
    [InlineData("<!-- elsewhere: a kernel -->\n\n    restorecon\n    ps", false)]
    [InlineData("<!-- elsewhere: a kernel -->\n\n    restorecon\n\nThen:\n\n    aops doctor", true)]
    [InlineData("<!-- elsewhere: a kernel -->\n```console\n$ restorecon\n```\n```console\n$ aops doctor\n```", true)]
    public void ACommand_IsWhatAShellOfThePageRuns(string page, bool isThere) => Assert.Equal(isThere, HasCommand(page.Split('\n')));

    // As the tests read a page: lines indented by four blanks, and those with a prompt; a remark is for the block below it.
    private static bool HasCommand(string[] lines)
    {
        var (fence, isElsewhere, wasCode) = ("", false, false);
        foreach (var line in lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                if (fence.Length > 0) isElsewhere = false;
                fence = fence.Length > 0 ? "" : line.Length > 3 ? line[3..] : "text";
                continue;
            }
            var isCode = fence.Length == 0 && line.StartsWith("    ", StringComparison.Ordinal);
            if (wasCode && !isCode && line.Length > 0) isElsewhere = false;
            if (line.Length > 0) wasCode = isCode;
            if (line.StartsWith("<!-- elsewhere: ", StringComparison.Ordinal)) isElsewhere = true;
            if (!isElsewhere && (isCode || (fence == "console" && line.StartsWith("$ ", StringComparison.Ordinal)))) return true;
        }
        return false;
    }

    [GeneratedRegex(@"""(?:docs/how-to/)?([A-Z-]+\.md)""")]
    private static partial Regex NamedPage();
}
