using System.Text.RegularExpressions;

namespace Aops.Tidy.Tests;

/// <summary>The list of cases in docs/internals/CASES.md and the tests that play them say the same.</summary>
public sealed partial class CaseListTests
{
    private static string Page => File.ReadAllText(Path.Combine(SourceTree.Root, "docs/internals/CASES.md"));

    [Fact]
    public void EveryTestThatTheListNames_IsThere()
    {
        var classes = SourceTree.Code.ToLookup(
            file => Path.GetFileNameWithoutExtension(file.Name), file => string.Join('\n', file.Lines));
        var named = NamedTest().Matches(Page);

        Assert.True(named.Count > 60, $"only {named.Count} tests are named");
        Faults.AssertNone(named.Where(test => !IsThere(test)).Select(test => $"docs/internals/CASES.md: there is no {test.Value}"));

        bool IsThere(Match test) => classes[test.Groups["class"].Value].Any(text => test.Groups["method"].Value.Length == 0
            || text.Contains($" {test.Groups["method"].Value}{(test.Groups["rest"].Success ? "" : "(")}", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryTestOfACase_IsInTheListUnderItsId()
    {
        var listed = Row().Matches(Page).SelectMany(row => Id().Matches(row.Groups[1].Value)).Select(id => id.Value).ToHashSet();
        var tested = SourceTree.Code.SelectMany(file => file.Lines).Select(line => TestOfCase().Match(line))
            .Where(match => match.Success)
            .SelectMany(match => Id().Matches(match.Groups[1].Value).Select(id => id.Value)).ToHashSet();

        Faults.AssertNone(tested.Where(id => !listed.Contains(id)).Select(id => $"{id} is not listed in docs/internals/CASES.md"));
        Faults.AssertNone(listed.Where(id => id[0] != 'F' && !tested.Contains(id))
            .Select(id => $"docs/internals/CASES.md: no test bears {id}"));
    }

    [GeneratedRegex(@"\b(?<class>[A-Z]\w+Tests)\b(?:\.(?<method>\w+)(?<rest>[*…])?)?")]
    private static partial Regex NamedTest();

    [GeneratedRegex(@"\b(?:Case|New)_((?:[A-Z][0-9]+[a-z]?_)+)\w*\(")]
    private static partial Regex TestOfCase();

    [GeneratedRegex(@"[A-Z][0-9]+[a-z]?")]
    private static partial Regex Id();

    [GeneratedRegex(@"^\| ((?:[A-Z][0-9]+[a-z]?(?:, )?)+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
