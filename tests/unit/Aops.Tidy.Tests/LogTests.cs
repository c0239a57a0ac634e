using System.Globalization;
using System.Text.RegularExpressions;

namespace Aops.Tidy.Tests;

public sealed partial class LogTests
{
    private const string Attribute = "[LoggerMessage(";

    private static IEnumerable<SourceFile> Shipped =>
        SourceTree.Code.Where(f => !f.Name.StartsWith("tests/", StringComparison.Ordinal));

    [Fact]
    public void Messages_BeginWithTheirId() =>
        Faults.AssertNone(Shipped.SelectMany(f => f.Where(line =>
            line.Contains(Attribute, StringComparison.Ordinal) && !Head().IsMatch(line))));

    [Fact]
    public void Ids_AreUnique() =>
        Faults.AssertNone(Ids().GroupBy(id => id.Id).Where(same => same.Count() > 1)
            .Select(same => $"{same.Key} is the id of {string.Join(" and of ", same.Select(id => id.Where))}"));

    [Fact]
    public void Ids_LieInTheBlockOfTheirProject()
    {
        var faults = new List<string>();
        foreach (var (id, where) in Ids())
        {
            var project = LogTable.FirstIds.Keys.FirstOrDefault(p => where.StartsWith(p + "/", StringComparison.Ordinal));
            var owner = LogTable.FirstIds.Where(block => block.Value <= id).MaxBy(block => block.Value).Key;
            if (project is null) faults.Add($"{where}: its project has no block of ids; give it one in {nameof(LogTable)}");
            else if (owner != project) faults.Add($"{where}: {id} is in the block of {owner}");
        }
        Faults.AssertNone(faults);
    }

    [Fact]
    public void Libraries_LogAtDebugAtMost() =>
        Faults.AssertNone(SourceTree.Code
            .Where(f => f.Name.StartsWith("core/", StringComparison.Ordinal) && !LogTable.Louder.Contains(f.Name))
            .SelectMany(f => f.Where(Loud().IsMatch))
            .Select(fault => $"{fault} (return it, or hand it to a callback: the caller knows what it means)"));

    [Fact]
    public void LouderFiles_AreLouder() =>
        Faults.AssertNone(LogTable.Louder.Where(name =>
            !SourceTree.Code.Any(f => f.Name == name && f.Lines.Any(Loud().IsMatch))));

    private static IEnumerable<(int Id, string Where)> Ids() =>
        from file in Shipped
        from line in file.Lines.Select((text, index) => (text, index))
        let head = Head().Match(line.text)
        where head.Success
        select (int.Parse(head.Groups[1].ValueSpan, CultureInfo.InvariantCulture), $"{file.Name}:{line.index + 1}");

    [GeneratedRegex(@"\[LoggerMessage\(([0-9]+), LogLevel\.")]
    private static partial Regex Head();

    [GeneratedRegex(@"LoggerMessage\([0-9]+, LogLevel\.(Information|Warning|Error|Critical)\b|\.Log(Information|Warning|Error|Critical)\(")]
    private static partial Regex Loud();
}
