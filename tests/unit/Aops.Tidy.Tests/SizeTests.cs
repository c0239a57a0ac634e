using System.Text.RegularExpressions;

namespace Aops.Tidy.Tests;

public sealed partial class SizeTests
{
    private const int LinesMax = 300;
    private const int LinesMedianMax = 60;
    private const int LinesNinetiethMax = 200;
    private const int CodeColumnsMax = 120;

    // One sentence, of documentation or of a message, may stand in one line: it is searched for as a whole.
    private const int DocumentationColumnsMax = 140;
    private const int MessageColumnsMax = 150;
    private const int TestColumnsMax = 180;

    /// <summary>Files that are longer, each with its reason.</summary>
    private static readonly Dictionary<string, string> Longer = [];

    [Fact]
    public void Files_AreShort() =>
        Faults.AssertNone(SourceTree.Files
            .Where(f => f.Extension is ".cs" or ".sh" or ".ts" or ".tsx" or ".mjs" && f.Lines.Length > LinesMax && !Longer.ContainsKey(f.Name))
            .Select(f => $"{f.Name}: {f.Lines.Length} lines"));

    [Fact]
    public void Files_AreShortInTheMiddle()
    {
        var lengths = SourceTree.Code.Select(f => f.Lines.Length).Order().ToArray();

        Assert.InRange(lengths[lengths.Length / 2], 1, LinesMedianMax);
        Assert.InRange(lengths[lengths.Length * 9 / 10], 1, LinesNinetiethMax);
    }

    [Fact]
    public void Exceptions_AreStillNeeded() =>
        Assert.All(Longer.Keys, name =>
            Assert.True(SourceTree.Files.Single(f => f.Name == name).Lines.Length > LinesMax, name));

    [Fact]
    public void Lines_FitTheirColumns() =>
        Faults.AssertNone(SourceTree.Code
            .Where(f => !f.Name.StartsWith("tests/", StringComparison.Ordinal))
            .SelectMany(f => f.Where(IsTooLong)));

    // Tests hold tables and texts of one line.
    [Fact]
    public void Lines_OfTestsFitTheirColumns() =>
        Faults.AssertNone(SourceTree.Code.SelectMany(f => f.Where(line => line.Length > TestColumnsMax)));

    // A formatter breaks all but texts.
    [Fact]
    public void Lines_OfTheConsoleFitTheirColumns() =>
        Faults.AssertNone(SourceTree.Script.SelectMany(f => f.Where(line =>
            line.Length > CodeColumnsMax && (line.Length > TestColumnsMax || !Sentence().IsMatch(line.Replace('`', '"').Replace('\'', '"'))))));

    private static bool IsTooLong(string line)
    {
        if (line.Length <= CodeColumnsMax) return false;
        var isDocumentation = line.TrimStart().StartsWith("///", StringComparison.Ordinal);
        if (isDocumentation) return line.Length > DocumentationColumnsMax;
        return !Sentence().IsMatch(line) || line.Length > MessageColumnsMax;
    }

    [GeneratedRegex(@"""[^""]*[a-z]+ [a-z{]+ ?[^""]*""")]
    private static partial Regex Sentence();
}
