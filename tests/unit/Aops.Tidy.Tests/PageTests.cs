using System.Text;
using System.Text.RegularExpressions;

namespace Aops.Tidy.Tests;

/// <summary>The pages of this tree lead to each other: every link has a target, and the index has every page.</summary>
public sealed partial class PageTests
{
    private const string Index = "docs/README.md";

    private static readonly string[] Rooms = ["concepts", "how-to", "internals", "measurements", "reference"];

    private static IEnumerable<SourceFile> Pages => SourceTree.Files.Where(f => f.Extension == ".md");

    [Fact]
    public void Links_LeadToFilesAndHeadings()
    {
        var links = Pages.SelectMany(Links).ToList();

        Assert.True(links.Count > 40, $"only {links.Count} links were found");
        Faults.AssertNone(links.Select(FaultOf).OfType<string>());
    }

    [Fact]
    public void Index_HasEveryPageOnce()
    {
        var index = Pages.Single(f => f.Name == Index);
        var named = Links(index).Where(link => link.Target.Length > 0).Select(link => Resolve(index.Name, link.Target)).ToList();
        var pages = Pages.Select(f => f.Name)
            .Where(name => name.StartsWith("docs/", StringComparison.Ordinal) && name != Index).ToList();

        Faults.AssertNone(pages.Except(named).Select(name => $"{Index} has no line for {name}"));
        Faults.AssertNone(named.GroupBy(name => name).Where(same => same.Count() > 1)
            .Select(same => $"{Index} has {same.Key} {same.Count()} times"));
    }

    [Fact]
    public void Pages_LieInTheRooms() =>
        Faults.AssertNone(Pages.Select(f => f.Name)
            .Where(name => name.StartsWith("docs/", StringComparison.Ordinal) && name != Index)
            .Where(name => name.Split('/') is not [_, var room, _] || !Rooms.Contains(room))
            .Select(name => $"{name}: put it into one of {string.Join(", ", Rooms.Select(room => $"docs/{room}"))}"));

    // Comments, scripts and messages name pages by their path below the tree.
    [Fact]
    public void PathsOfPages_AreThere()
    {
        var pages = Pages.Select(f => f.Name).ToHashSet();
        Faults.AssertNone(SourceTree.Files.SelectMany(f => f.Where(line => PagePath().Matches(line)
            .Any(path => !pages.Contains(path.Value)))));
    }

    [Theory]
    [InlineData("## The first ten minutes", "the-first-ten-minutes")]
    [InlineData("# `state.json`, and why", "statejson-and-why")]
    [InlineData("### A–B: [a link](x.md) & more", "ab-a-link--more")]
    public void Headings_HaveTheAnchorsOfTheField(string heading, string anchor) => Assert.Equal(anchor, AnchorOf(heading));

    [Theory]
    [InlineData("no-such-page.md", "")]
    [InlineData("README.md", "no-such-heading")]
    public void ALinkThatLeadsNowhere_IsFound(string target, string anchor) =>
        Assert.NotNull(FaultOf(new PageLink("README.md", target, anchor)));

    private static IEnumerable<PageLink> Links(SourceFile page) =>
        Prose(page).SelectMany(line => Link().Matches(line))
            .Select(m => new PageLink(page.Name, m.Groups["target"].Value, m.Groups["anchor"].Value))
            .Where(link => !link.Target.Contains("://", StringComparison.Ordinal));

    private static string? FaultOf(PageLink link)
    {
        var target = link.Target.Length == 0 ? link.Page : Resolve(link.Page, link.Target);
        if (!Path.Exists(Path.Combine(SourceTree.Root, target))) return $"{link.Page}: {link.Target} is not there";
        if (link.Anchor.Length == 0) return null;
        var page = Pages.FirstOrDefault(f => f.Name == target);
        return page is not null && Prose(page).Where(line => Heading().IsMatch(line)).Select(AnchorOf).Contains(link.Anchor)
            ? null
            : $"{link.Page}: {target} has no heading for #{link.Anchor}";
    }

    private static string Resolve(string page, string target) => Path.GetRelativePath(
        SourceTree.Root, Path.Combine(SourceTree.Root, Path.GetDirectoryName(page)!, target));

    // What stands between fences is an example.
    private static IEnumerable<string> Prose(SourceFile page)
    {
        var isFenced = false;
        foreach (var line in page.Lines)
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) isFenced = !isFenced;
            else if (!isFenced) yield return line;
        }
    }

    // As GitHub makes them: letters, digits, hyphens and underscores of the shown text in lower case; a blank is a hyphen.
    private static string AnchorOf(string heading)
    {
        var text = LinkText().Replace(heading.TrimStart('#').Trim(), "$1");
        var anchor = new StringBuilder();
        foreach (var c in text)
        {
            if (c == ' ') anchor.Append('-');
            else if (char.IsLetterOrDigit(c) || c is '-' or '_') anchor.Append(char.ToLowerInvariant(c));
        }
        return anchor.ToString();
    }

    [GeneratedRegex(@"\]\((?<target>[^)#\s]*)(#(?<anchor>[^)\s]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex("^#{1,6} ")]
    private static partial Regex Heading();

    [GeneratedRegex(@"(?<![\w/.:])docs/[\w/-]+\.md\b")]
    private static partial Regex PagePath();

    private sealed record PageLink(string Page, string Target, string Anchor);
}
