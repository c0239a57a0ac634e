using System.Text.RegularExpressions;

namespace Aops.Tidy.Tests.Structure;

/// <summary>A name that stands once in the code of the whole tree is declared and used by nothing.</summary>
public sealed partial class DeadMemberTests
{
    /// <summary>Names that something outside of the tree's code asks for.</summary>
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["BlocksFree"] = "a field of struct statvfs, whose layout is the kernel's",
        ["FilesFree"] = "a field of struct statvfs, whose layout is the kernel's",
        ["WaitForStartAsync"] = "of IHostLifetime, which the host calls",
    };

    [Fact]
    public void Names_AreUsed()
    {
        var counts = Count();
        Faults.AssertNone(Declared()
            .Where(d => counts.GetValueOrDefault(d.Name) == 1 && !Exceptions.ContainsKey(d.Name))
            .Select(d => $"{d.Place}: nothing uses {d.Name}; delete it"));
    }

    [Fact]
    public void Exceptions_AreStillNeeded()
    {
        var counts = Count();
        Faults.AssertNone(Exceptions.Keys.Where(name => counts.GetValueOrDefault(name) != 1));
    }

    private static Dictionary<string, int> Count()
    {
        var counts = new Dictionary<string, int>();
        foreach (var line in SourceTree.Code.SelectMany(f => f.Lines).Where(IsCode))
        {
            foreach (Match word in Word().Matches(line))
                counts[word.Value] = counts.GetValueOrDefault(word.Value) + 1;
        }
        // The exceptions stand in this file, too.
        foreach (var name in Exceptions.Keys.Where(counts.ContainsKey)) counts[name]--;
        return counts;
    }

    private static IEnumerable<(string Name, string Place)> Declared() =>
        from file in SourceTree.Code
        where !file.Name.StartsWith("tests/", StringComparison.Ordinal)
        from line in file.Lines.Select((text, index) => (Text: text, Number: index + 1))
        where IsCode(line.Text)
        let match = Member().Match(line.Text) is { Success: true } member ? member : EnumMember().Match(line.Text)
        where match.Success
        select (match.Groups["name"].Value, $"{file.Name}:{line.Number}");

    private static bool IsCode(string line) => !line.TrimStart().StartsWith("//", StringComparison.Ordinal);

    [GeneratedRegex(@"[A-Za-z_]\w+")]
    private static partial Regex Word();

    // A static class may hold nothing but extension methods, which are called without its name.
    [GeneratedRegex(
        @"^\s*(?:\[[^\]]*\]\s*)?(?:public|internal|protected|private) (?!override |static (?:partial )?class )" +
        @"(?:(?:static|sealed|abstract|virtual|partial|readonly|unsafe|async|const|required|ref|new|event|delegate|record" +
        @"|struct|class|interface|enum) +)*(?:[\w.<>,\[\]?()]+(?: [\w<>,\[\]?()]+)*? )?(?<name>\w+)\s*(?:<[\w, ]+>)?\s*" +
        @"(?:[({=;]|=>|$)")]
    private static partial Regex Member();

    [GeneratedRegex(@"^ {4}(?<name>[A-Z]\w+)(?: = [^,]+)?,$")]
    private static partial Regex EnumMember();
}
