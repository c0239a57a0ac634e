using System.Text.RegularExpressions;

namespace Aops.Tidy.Tests;

/// <summary>The list of attacks in docs/concepts/SECURITY.md and the tests that play them say the same.</summary>
public sealed partial class SecurityTests
{
    // What the page tells of in other sections.
    private static readonly string[] Others = ["Identity", "ServerWhollyTaken"];

    private static string Page => File.ReadAllText(Path.Combine(SourceTree.Root, "docs/concepts/SECURITY.md"));

    [Fact]
    public void EveryAttackOfTheList_HasATestOfItsId()
    {
        var tested = SourceTree.Code.SelectMany(file => file.Lines).Select(line => TestOfId().Match(line))
            .Where(match => match.Success).Select(match => match.Groups[1].Value).ToHashSet();
        var listed = Row().Matches(Page).Select(match => match.Groups[1].Value).ToList();

        Assert.True(listed.Count > 30, $"only {listed.Count} attacks are listed");
        Faults.AssertNone(listed.Where(id => !tested.Contains(id)).Select(id => $"docs/concepts/SECURITY.md: {id} has no test"));
        Faults.AssertNone(tested.Where(id => !Others.Contains(id) && !listed.Contains(id))
            .Select(id => $"Sec_{id}_… is not listed in docs/concepts/SECURITY.md"));
    }

    [Fact]
    public void EveryTestThatTheListNames_IsThere()
    {
        var classes = SourceTree.Code.Select(file => Path.GetFileNameWithoutExtension(file.Name)).ToHashSet();
        Faults.AssertNone(Row().Matches(Page).SelectMany(row => TestClass().Matches(row.Value).Select(m => m.Value))
            .Where(name => !classes.Contains(name)).Select(name => $"docs/concepts/SECURITY.md: there is no {name}"));
    }

    [GeneratedRegex(@"\bSec_([A-Z][A-Za-z0-9]*)_\w+\(")]
    private static partial Regex TestOfId();

    [GeneratedRegex(@"^\| ([CHML][0-9]+) \|.*$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"\b[A-Z]\w+Tests\b")]
    private static partial Regex TestClass();
}
