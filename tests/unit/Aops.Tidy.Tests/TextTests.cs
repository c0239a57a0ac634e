using System.Text.RegularExpressions;

namespace Aops.Tidy.Tests;

public sealed partial class TextTests
{
    [Fact]
    public void Lines_EndWithoutBlanks() =>
        Faults.AssertNone(SourceTree.Files.SelectMany(f => f.Where(
            line => line.Length > 0 && char.IsWhiteSpace(line[^1]))));

    [Fact]
    public void Lines_HaveNoTabs() =>
        Faults.AssertNone(SourceTree.Files
            .Where(f => f.Extension is not ("" or ".md"))
            .SelectMany(f => f.Where(line => line.Contains('\t'))));

    [Fact]
    public void Files_EndWithOneNewline()
    {
        var faults = SourceTree.Files.Where(f => f.Lines.Length > 0).Where(f =>
        {
            var text = File.ReadAllText(Path.Combine(SourceTree.Root, f.Name));
            return !text.EndsWith('\n') || text.EndsWith("\n\n", StringComparison.Ordinal);
        });
        Faults.AssertNone(faults.Select(f => f.Name));
    }

    [Fact]
    public void Text_LeavesNothingForLater() =>
        Faults.AssertNone(SourceTree.Files.SelectMany(f => f.Where(Unfinished().IsMatch)));

    [Fact]
    public void Text_NamesNoFolderOfOneMachine() =>
        Faults.AssertNone(SourceTree.Files.SelectMany(f => f.Where(OneMachine().IsMatch)));

    [Fact]
    public void Sources_CompileTheSameForEveryFramework() =>
        Faults.AssertNone(SourceTree.Code.SelectMany(f => f.Where(
            line => line.StartsWith("#if ", StringComparison.Ordinal))));

    // Character classes keep these patterns from finding themselves.
    [GeneratedRegex(@"\b(TO[D]O|FIX[M]E|HA[C]K|XX[X])\b|\bstu[b]\b|[N]otImplementedException")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"(^|[^\w.$}/*-])/(wor[k]|roo[t]|hom[e])/")]
    private static partial Regex OneMachine();
}
