using System.Text.RegularExpressions;

namespace Aops.Tidy.Tests;

public sealed partial class ReadmeTests
{
    [Fact]
    public void Settings_AreThoseOfTheParser_WithTheirDefaults()
    {
        var parsed = DeclaredKeys();

        var shown = Find("README.md").Lines.Select(line => ShownKey().Match(line)).Where(m => m.Success)
            .Select(m => (m.Groups[1].Value, m.Groups[2].Value));

        Assert.Equal(parsed, shown);
    }

    [Fact]
    public void Settings_AreAllInTheManual()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "packaging/man/aops-conf.yml.5"));

        Faults.AssertNone(DeclaredKeys().Where(key => !page.Contains(key.Name, StringComparison.Ordinal))
            .Select(key => $"aops-conf.yml(5) does not tell of {key.Name}"));
    }

    [Fact]
    public void FieldsOfASpecification_AreAllDescribed()
    {
        var page = string.Join('\n', Find("docs/reference/SUBAGENTS.md").Lines);
        var fields = Find("core/Aops.Contracts/SubAgents/SubAgentSpec.cs").Lines
            .Select(line => DeclaredField().Match(line)).Where(m => m.Success)
            .Select(m => char.ToLowerInvariant(m.Groups[1].Value[0]) + m.Groups[1].Value[1..]);

        Faults.AssertNone(fields.Where(field => !Regex.IsMatch(page, $@"`([a-z]+\.)?{field}[`.]"))
            .Select(field => $"docs/reference/SUBAGENTS.md does not tell of {field}"));
    }

    private static IEnumerable<(string Name, string Default)> DeclaredKeys()
    {
        var source = string.Join('\n', Find("core/Aops.Hosting/Settings/SettingKeys.cs").Lines);
        return DeclaredKey().Matches(source).Select(m => (m.Groups[1].Value, m.Groups[2].Value));
    }

    private static SourceFile Find(string name) => SourceTree.Files.Single(f => f.Name == name);

    [GeneratedRegex("""(?:new|Duration|Size)\("([a-zA-Z]+)", "([^"]*)",""")]
    private static partial Regex DeclaredKey();

    [GeneratedRegex(@"^\| `([a-zA-Z]+)` \|(?: `([^`|]*)`)? \|")]
    private static partial Regex ShownKey();

    [GeneratedRegex(@"^    public (?!const|sealed).* ([A-Z]\w+) \{ get;")]
    private static partial Regex DeclaredField();
}
