using System.Text.RegularExpressions;

namespace Aops.Tidy.Tests;

/// <summary>
/// Numbered steps of the form <c>1. `path` → `Name`: text</c> lead to files that are there, and to names that stand in them:
/// the recipes of CONTRIBUTING.md and the walks of docs/internals/ARCHITECTURE.md.
/// </summary>
public sealed partial class WalkTests
{
    private const string Recipes = "CONTRIBUTING.md";
    private const string Walks = "docs/internals/ARCHITECTURE.md";

    private static readonly string[] RecipesThere =
    [
        "Add a field to the heartbeat", "Add a restart policy", "Add an endpoint with its view", "Add a setting", "Add a verb of the CLI",
    ];

    [Theory]
    [InlineData(Recipes)]
    [InlineData(Walks)]
    public void EveryStep_LeadsToAFileAndToWhatStandsInIt(string page)
    {
        var steps = Read(page).SelectMany(section => section.Value).ToList();

        Assert.True(steps.Count > 20, $"only {steps.Count} steps");
        Faults.AssertNone(steps.Select(step => FaultOf(page, step)).OfType<string>());
    }

    [Fact]
    public void EveryRecipe_IsThere() =>
        Assert.Equal(RecipesThere, Read(Recipes).Where(section => section.Value.Count > 2).Select(section => section.Key));

    [Theory]
    [InlineData("What happens when spm is killed", 8, 3)]
    [InlineData("What happens in an upgrade", 15, 4)]
    public void ShortAnswers_StayShort(string walk, int filesMax, int projectsMax)
    {
        var steps = Read(Walks)[walk];

        Assert.InRange(FilesOf(steps), 3, filesMax);
        Assert.InRange(ProjectsOf(steps), 1, projectsMax);
    }

    [Fact]
    public void Counts_AreThoseOfTheLists()
    {
        var lists = Read(Recipes).Concat(Read(Walks)).ToDictionary(section => AnchorOf(section.Key), section => section.Value);
        var rows = Lines(Walks).Select(line => Row().Match(line)).Where(row => row.Success).ToList();

        Assert.Equal(5, rows.Count);
        foreach (var row in rows)
        {
            var steps = lists[row.Groups["anchor"].Value];
            Assert.Equal($"{row.Groups["anchor"].Value}: {FilesOf(steps)} files, {ProjectsOf(steps)} projects",
                $"{row.Groups["anchor"].Value}: {row.Groups["files"].Value} files, {row.Groups["projects"].Value} projects");
        }
    }

    [Theory]
    [InlineData("core/Aops.Pair/NoSuchFile.cs", "PeerMachine")]
    [InlineData("core/Aops.Pair/PeerMachine.cs", "NoSuchName")]
    public void AStepThatLeadsNowhere_IsFound(string path, string name) =>
        Assert.NotNull(FaultOf(Walks, new Step(path, [name])));

    private static Dictionary<string, List<Step>> Read(string page)
    {
        var sections = new Dictionary<string, List<Step>>();
        var steps = new List<Step>();
        foreach (var line in Lines(page))
        {
            if (Heading().Match(line) is { Success: true } heading) sections[heading.Groups[1].Value] = steps = [];
            else if (StepLine().Match(line) is { Success: true } step)
                steps.Add(new Step(step.Groups["path"].Value, [.. Name().Matches(step.Groups["names"].Value).Select(m => m.Groups[1].Value)]));
        }
        return sections;
    }

    private static string[] Lines(string page) => SourceTree.Files.Single(f => f.Name == page).Lines;

    private static string? FaultOf(string page, Step step)
    {
        var path = Path.Combine(SourceTree.Root, step.Path);
        if (!File.Exists(path)) return $"{page}: {step.Path} is not there any more; name the file that does this now";
        var text = File.ReadAllText(path);
        var missing = step.Names.Where(name => !Regex.IsMatch(text, $@"(?<!\w){Regex.Escape(name)}(?!\w)")).ToList();
        return missing.Count == 0 ? null : $"{page}: {step.Path} has no {string.Join(", ", missing)} any more; name what does this now";
    }

    private static int FilesOf(List<Step> steps) => steps.Select(step => step.Path).Distinct().Count();

    private static int ProjectsOf(List<Step> steps) =>
        steps.Select(step => Project().Match(step.Path)).Where(m => m.Success).Select(m => m.Value).Distinct().Count();

    private static string AnchorOf(string heading) => heading.ToLowerInvariant().Replace(' ', '-');

    [GeneratedRegex("^#{2,3} (.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\d+\. `(?<path>[^`]+)`(?: → (?<names>`[^`]+`(?:, `[^`]+`)*))?: ")]
    private static partial Regex StepLine();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"\bAops\.[\w.]+(?=/)")]
    private static partial Regex Project();

    [GeneratedRegex(@"^\| \[[^\]]+\]\([^)#]*#(?<anchor>[\w-]+)\) \| \d+ \| \d+ \| (?<files>\d+) \| (?<projects>\d+) \|$")]
    private static partial Regex Row();

    private sealed record Step(string Path, IReadOnlyList<string> Names);
}
