using System.Text.RegularExpressions;
using Aops.Cli.Api;
using Aops.TestSupport;

namespace Aops.Cli.Tests;

/// <summary>What the server says to do by its routes is told as verbs.</summary>
public sealed partial class RouteWordTests
{
    // Deeds that the console has, and no verb.
    private static readonly string[] WithoutVerb = ["POST /api/clones/ID/approve", "GET /api/v1/hosts/x/inventory"];

    [Theory]
    [InlineData("End the freeze by DELETE /api/v1/freeze, or wait.", "End the freeze by aops thaw, or wait.")]
    [InlineData("Change it by PUT /api/v1/groups/web, or choose another name.", "Change it by aops groups set web, or choose another name.")]
    [InlineData("GET /api/v1/users lists them.", "aops user list lists them.")]
    [InlineData("See GET /api/v1/fields.", "See aops fields.")]
    [InlineData("GET /api/v1/none/such lists them.", "GET /api/v1/none/such lists them.")]
    public void Route_IsAVerb(string told, string shown) => Assert.Equal(shown, RouteWords.Translate(told));

    [Fact]
    public void EveryRouteThatASentenceNames_HasAVerb()
    {
        var sentences = Directory.EnumerateFiles(Path.Combine(SourceRoot.Folder, "server/Aops.Server"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(File.ReadLines)
            .Where(line => !line.Contains("///", StringComparison.Ordinal) && !line.Contains('`', StringComparison.Ordinal))
            .SelectMany(line => Named().Matches(line).Select(match => Placeholder().Replace(match.Value, "x")))
            .Distinct().ToList();

        Assert.True(sentences.Count > 20, $"{sentences.Count} sentences were found");
        Assert.Equal(WithoutVerb.Order(), sentences.Where(route => RouteWords.Translate(route) == route).Order());
    }

    [GeneratedRegex(@"\b(GET|PUT|POST|PATCH|DELETE) /api/[^\s,;""]*[^\s,;."")]")]
    private static partial Regex Named();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Placeholder();
}
