using System.Text.RegularExpressions;

namespace Aops.Tidy.Tests.Words;

/// <summary>
/// The tree speaks the words of docs/reference/GLOSSARY.md. What it still says otherwise is counted in comments,
/// identifiers (by their parts), messages and pages, and only falls.
/// </summary>
public sealed partial class WordTests
{
    private const string Table = "tests/unit/Aops.Tidy.Tests/Words/WordTable.cs";
    private const string Glossary = "docs/reference/GLOSSARY.md";
    private const string GlossarySection = "## Words that are not used";

    private static IEnumerable<SourceFile> Texts => SourceTree.Files
        .Where(f => f.Extension is ".cs" or ".md")
        .Where(f => !f.Name.StartsWith("tests/unit/Aops.Tidy.Tests/Words/", StringComparison.Ordinal));

    [Fact]
    public void BannedWords_OnlyBecomeFewer()
    {
        var found = Count();
        if (Environment.GetEnvironmentVariable("AOPS_LOWER_WORDS") == "1")
        {
            Lower(found);
            return;
        }

        Faults.AssertNone(WordTable.Words.Where(word => found[word] > word.Left).Select(word =>
            $"'{word.Word}' ({string.Join(", ", word.Forms)}) stands {found[word]} times in the tree, {word.Left} were left. " +
            $"Write instead: {word.Instead}. See yours with: git diff main | grep -i '^+.*{word.Word}'"));
        Faults.AssertNone(WordTable.Words.Where(word => found[word] < word.Left).Select(word =>
            $"'{word.Word}': put {found[word]} in place of {word.Left} into {Table}, or run this test once with " +
            "AOPS_LOWER_WORDS=1, which writes it, and commit the table with the change"));
    }

    // A phrase is a permission, so it is narrow, and it goes when nothing uses it any more.
    [Fact]
    public void HonestUses_AreNarrow_AndStillThere()
    {
        var text = string.Join('\n', Texts.SelectMany(f => f.Lines));
        Faults.AssertNone(WordTable.Uses.Where(use => !text.Contains(use.Phrase, StringComparison.OrdinalIgnoreCase))
            .Select(use => $"nothing says '{use.Phrase}' any more; take it out of {Table}"));
        Faults.AssertNone(WordTable.Uses.Where(use => use.Reason.Length == 0 || Words(use.Phrase).All(IsBanned)
            && !use.Phrase.Any(c => !char.IsLetter(c))).Select(use => $"'{use.Phrase}' permits the word itself"));
    }

    [Fact]
    public void Glossary_ListsTheSameWords()
    {
        var listed = SourceTree.Files.Single(f => f.Name == Glossary).Lines.SkipWhile(line => line != GlossarySection)
            .Select(line => GlossaryRow().Match(line)).Where(m => m.Success)
            .Skip(1).Select(m => $"{m.Groups[1].Value}: {m.Groups[2].Value}");

        Assert.Equal(WordTable.Words.Select(word => $"{word.Word}: {word.Instead}"), listed);
    }

    [Fact]
    public void Glossary_IsInOrder()
    {
        var terms = SourceTree.Files.Single(f => f.Name == Glossary).Lines.TakeWhile(line => line != GlossarySection)
            .Select(line => Term().Match(line)).Where(m => m.Success).Select(m => m.Groups[1].Value).ToList();

        Assert.True(terms.Count >= 60, $"only {terms.Count} terms");
        Assert.Equal(terms.Order(StringComparer.OrdinalIgnoreCase), terms);
        Assert.Equal(terms.Count, terms.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [InlineData("the other half is gone", "half", 1)]
    [InlineData("Stop_EndsBothHalves_AndKeptFiles", "half", 1)]
    [InlineData("var isHalfUp = _half.IsUp; // HALF", "half", 3)]
    [InlineData("half of them", "half", 0)]
    [InlineData("a heartbeat, HeartbeatReply", "beat", 0)]
    [InlineData("{\"user\":\"nobody\"} // nobody waits", "nobody", 1)]
    public void Words_AreFoundInEveryWriting(string line, string word, int times) =>
        Assert.Equal(times, WordsOf(line).Count(WordTable.Words.Single(w => w.Word == word).Is));

    private static Dictionary<BannedWord, int> Count()
    {
        var found = WordTable.Words.ToDictionary(word => word, _ => 0);
        foreach (var word in Texts.SelectMany(Lines).SelectMany(WordsOf))
        {
            if (WordTable.Words.FirstOrDefault(banned => banned.Is(word)) is { } banned) found[banned]++;
        }
        return found;
    }

    // The glossary names the words at its end, and only there.
    private static IEnumerable<string> Lines(SourceFile file) => file.Name == Glossary
        ? file.Lines.TakeWhile(line => line != GlossarySection)
        : file.Lines;

    private static IEnumerable<string> WordsOf(string line)
    {
        foreach (var use in WordTable.Uses) line = line.Replace(use.Phrase, "", StringComparison.OrdinalIgnoreCase);
        return Words(line);
    }

    private static IEnumerable<string> Words(string text) => Word().Matches(text).Select(m => m.Value.ToLowerInvariant());

    private static bool IsBanned(string word) => WordTable.Words.Any(banned => banned.Is(word));

    private static void Lower(Dictionary<BannedWord, int> found)
    {
        var path = Path.Combine(SourceTree.Root, Table);
        var text = File.ReadAllText(path);
        foreach (var word in WordTable.Words.Where(word => found[word] < word.Left))
            text = text.Replace($"new(\"{word.Word}\", {word.Left},", $"new(\"{word.Word}\", {found[word]},", StringComparison.Ordinal);
        File.WriteAllText(path, text);
    }

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\| (\w+) \| ([^|]+) \|$")]
    private static partial Regex GlossaryRow();

    [GeneratedRegex(@"^- \*\*([^*]+)\*\*")]
    private static partial Regex Term();
}
