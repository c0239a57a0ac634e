using System.Text.RegularExpressions;
using Aops.Harness;

namespace Aops.Build.Tests;

/// <summary>Every command line of a page names a verb and options that the program has.</summary>
public sealed partial class DocumentedCommandsTests
{
    private static readonly Dictionary<string, string> Helps = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Pages =>
        [.. Directory.EnumerateFiles(Path.Combine(PublishedPrograms.Tree, "docs"), "*.md", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(PublishedPrograms.Tree, "*.md"))
            .Select(file => Path.GetRelativePath(PublishedPrograms.Tree, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task EveryCommandLine_IsOneThatTheProgramTakes(string page)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(PublishedPrograms.Tree, page), Stop);
        var faults = new List<string>();

        foreach (var line in CommandLines(text)) faults.AddRange(await FaultsOfAsync(line));

        Assert.True(faults.Count == 0, $"{page}:\n{string.Join('\n', faults.Distinct())}");
    }

    [Fact]
    public async Task AVerbOrAnOptionThatIsNotThere_IsFound()
    {
        Assert.NotEmpty(await FaultsOfAsync("aops-server token mint --data DIR"));
        Assert.NotEmpty(await FaultsOfAsync("aops-server token create --date DIR"));
        Assert.Empty(await FaultsOfAsync("aops-server token create --data DIR"));
    }

    // Text in backquotes, and lines indented as code; a continued line counts as one.
    private static IEnumerable<string> CommandLines(string text) =>
        Inline().Matches(text).Select(m => m.Groups[1].Value)
            .Concat(CodeLine().Matches(text.Replace("\\\n", " ", StringComparison.Ordinal)).Select(m => m.Groups[1].Value))
            .Select(code => Account().Replace(Substitution().Replace(code, "X"), ""))
            .SelectMany(code => ProgramCall().Matches(code).Select(m => m.Value));

    private static async Task<IReadOnlyList<string>> FaultsOfAsync(string line)
    {
        // What follows -- is another program's.
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => word != "--").ToList();
        var program = words[0];
        words.RemoveAt(0);
        // The verb may be written as an option here.
        words.RemoveAll(word => word == "--control");
        if (words is ["--version", ..]) return [];
        var verbs = words.TakeWhile(word => Verb().IsMatch(word)).ToList();
        var known = new List<string>();
        foreach (var verb in verbs)
        {
            if (!(await HelpAsync(program, [.. known, verb])).Contains(
                $"{string.Join(' ', [program, .. known])} {verb}", StringComparison.Ordinal)) break;
            known.Add(verb);
        }
        if (verbs.Count > known.Count && known.Count == 0) return [$"'{line}': {program} has no verb '{verbs[0]}'"];
        var help = await HelpAsync(program, known);
        // An argument follows a verb only if the usage shows one; any other word is an unknown verb.
        if (verbs.Count > known.Count && !help.Contains('<', StringComparison.Ordinal))
            return [$"'{line}': {program} {string.Join(' ', known)} has no '{verbs[known.Count]}'"];
        if (verbs.Count > known.Count && help.Contains("[command]", StringComparison.Ordinal))
            return [$"'{line}': {program} {string.Join(' ', known)} has no '{verbs[known.Count]}'"];
        return [.. words.Select(word => Option().Match(word)).Where(m => m.Success)
            .Where(m => !Regex.IsMatch(help, $@"(^|[\s,]){Regex.Escape(m.Value)}([\s,<]|$)", RegexOptions.Multiline))
            .Select(m => $"'{line}': {program} {string.Join(' ', known)} has no option {m.Value}")];
    }

    private static async Task<string> HelpAsync(string program, IReadOnlyList<string> verbs)
    {
        var key = string.Join(' ', verbs.Prepend(program));
        if (Helps.TryGetValue(key, out var known)) return known;
        var answer = await Command.RunAsync(PublishedPrograms.Find().Program(program), [.. verbs, "--help"], Stop);
        return Helps[key] = answer.Output;
    }

    [GeneratedRegex("`([^`\\n]+)`")]
    private static partial Regex Inline();

    [GeneratedRegex(@"\$\([^)]*\)")]
    private static partial Regex Substitution();

    [GeneratedRegex("^ {4,}(\\S.*)$", RegexOptions.Multiline)]
    private static partial Regex CodeLine();

    // The account and the folder of the server have its name, too.
    [GeneratedRegex(@"(?:-u|--owner|createuser|chown|-C) \S*aops-server(?= )")]
    private static partial Regex Account();

    // From the program's name to the end of the command; neither a path that ends in the name nor a longer
    // name.
    [GeneratedRegex(@"(?<![\w.-])aops-(?:server|release|agent-service)(?= )[^\n|;&#>)]*")]
    private static partial Regex ProgramCall();

    [GeneratedRegex("^[a-z][a-z-]+$")]
    private static partial Regex Verb();

    [GeneratedRegex("^-{1,2}[a-zA-Z][a-zA-Z0-9-]*")]
    private static partial Regex Option();
}
