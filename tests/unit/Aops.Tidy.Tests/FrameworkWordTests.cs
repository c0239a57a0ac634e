using System.Text.RegularExpressions;

namespace Aops.Tidy.Tests;

/// <summary>
/// No message passes on what the framework says to its own programmers: names of types, lines counted from 0, stacks. What
/// JSON and YAML are wrong in is said by JsonFaults and YamlSentence, and of a command line by ParseFaults.
/// </summary>
public sealed partial class FrameworkWordTests
{
    // Where a catch block ends is not parsed: it is short.
    private const int CatchLinesMax = 8;

    // Keys by which faults are counted, and what only a bug of the suite can raise.
    private static readonly string[] NoMessages =
    [
        "core/Aops.Hosting/Loops/LoopSupervisor.cs", "core/Aops.Native/Streams/ForwardReadStream.cs",
        "core/Aops.Supervision/Units/LoadedUnits.cs", "core/Aops.Systemd/Bus/BusProperties.cs",
        "server/Aops.Server/Problems/ProblemMiddleware.cs",
    ];

    private static IEnumerable<SourceFile> Programs => SourceTree.Code.Where(file =>
        !file.Name.StartsWith("tests/", StringComparison.Ordinal));

    [Fact]
    public void Messages_OfTheJsonAndYamlReaders_AreTranslated() =>
        Faults.AssertNone(Programs
            .Where(file => !file.Name.StartsWith("core/Aops.Contracts/Json/Diagnosis/", StringComparison.Ordinal))
            .SelectMany(file => Passing(file, ParserCatch())));

    // What libcrypto and its readers say of bytes that are no key.
    [Fact]
    public void Messages_OfKeyReaders_AreTranslated() =>
        Faults.AssertNone(Programs.SelectMany(file => Passing(file, KeyCatch())));

    [Fact]
    public void Messages_HaveNoNamesOfTypes() =>
        Faults.AssertNone(Programs.Where(file => !NoMessages.Contains(file.Name)).SelectMany(file => file.Where(TypeName().IsMatch)));

    [Fact]
    public void Messages_HaveNoWordsOfTheFramework() =>
        Faults.AssertNone(Programs.SelectMany(file => file.Where(line =>
            !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
            && Literal().Matches(line).Any(literal => FrameworkWord().IsMatch(literal.Value)))));

    [Fact]
    public void ParserErrors_AreRephrased() =>
        Faults.AssertNone(Programs.Where(file => !file.Name.StartsWith("core/Aops.CommandLine/", StringComparison.Ordinal))
            .SelectMany(file => file.Where(RawParseError().IsMatch)));

    private static IEnumerable<string> Passing(SourceFile file, Regex head)
    {
        for (var i = 0; i < file.Lines.Length; i++)
        {
            if (head.Match(file.Lines[i]) is not { Success: true } match) continue;
            var name = match.Groups["name"].Value;
            foreach (var line in file.Lines.Skip(i + 1).Take(CatchLinesMax).TakeWhile(line => line.Trim() != "}"))
            {
                if (Regex.IsMatch(line, $@"\b{name}\.Message\b")) yield return $"{file.Name}:{i + 1}: {line.Trim()}";
            }
        }
    }

    [GeneratedRegex(@"catch \((?:Json|Yaml)Exception (?<name>\w+)\)|catch \(Exception (?<name>\w+)\) when \(.*(?:Json|Yaml)Exception")]
    private static partial Regex ParserCatch();

    [GeneratedRegex(@"catch \(Exception (?<name>\w+)\) when \(KeyFaults\.Explain\(\w+\)\)$")]
    private static partial Regex KeyCatch();

    [GeneratedRegex("\\$\"[^\"]*\\{[\\w.]*(GetType\\(\\)|typeof\\(\\w+\\))\\.(Full)?Name\\}")]
    private static partial Regex TypeName();

    [GeneratedRegex("\"(?:[^\"\\\\]|\\\\.)*\"")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\bSystem\.[A-Z]\w+|\.NET\b|\bnull reference|\binner exception|\bstack trace|\bNullable\b|\b[A-Z]\w+Exception\b")]
    private static partial Regex FrameworkWord();

    [GeneratedRegex(@"\.Errors\b.*\.Message\b|foreach \(var error in parsed\.Errors\)")]
    private static partial Regex RawParseError();
}
