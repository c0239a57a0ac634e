using System.Text.RegularExpressions;

namespace Aops.Tidy.Tests.Structure;

/// <summary>A file of code without the lines that are comments.</summary>
internal sealed partial class CodeFile
{
    private readonly string _body;

    public CodeFile(SourceFile file)
    {
        Source = file;
        var lines = file.Lines.Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)).ToList();
        var declared = lines.Select(line => Declaration().Match(line)).FirstOrDefault(m => m.Success);
        // Statements at the top of a program are in no namespace: nothing can need them.
        Namespace = declared?.Groups[1].Value ?? "";
        Usings = [.. lines.Select(line => UsingLine().Match(line)).Where(m => m.Success)];
        _body = string.Join('\n', lines.Where(line => !UsingLine().IsMatch(line) && !Declaration().IsMatch(line)));
        Words = Word().Matches(_body).Select(m => m.Value).ToHashSet();
        Types = [.. TypeDeclaration().Matches(_body).Select(m => m.Groups[1].Value)];
    }

    public SourceFile Source { get; }

    public string Namespace { get; }

    /// <summary>Every word of its code, but of its usings.</summary>
    public IReadOnlySet<string> Words { get; }

    /// <summary>Types that it declares outside of others.</summary>
    public IReadOnlyList<string> Types { get; }

    private IReadOnlyList<Match> Usings { get; }

    /// <summary>Whether a using names a namespace, or a name in the code begins with it.</summary>
    public bool Names(string space) => IsUsing(space) || TypesNamedIn(space).Any();

    public bool IsUsing(string space) => Usings.Any(u =>
        u.Groups["name"].Value == space
        || (u.Groups["special"].Success && Parent(u.Groups["name"].Value) == space));

    /// <summary>Names that follow the namespace in the code, written whole or from a namespace around this file's.</summary>
    public IEnumerable<string> TypesNamedIn(string space)
    {
        var parts = space.Split('.');
        for (var from = 0; from < parts.Length; from++)
        {
            var around = string.Join('.', parts[..from]);
            if (from > 0 && Namespace != around && !Namespace.StartsWith(around + ".", StringComparison.Ordinal)) continue;
            if (!_body.Contains(parts[^1] + ".", StringComparison.Ordinal)) yield break;
            var written = Regex.Escape(string.Join('.', parts[from..]));
            foreach (Match match in Regex.Matches(_body, $@"(?<![\w.]){written}\.([A-Z]\w*)"))
                yield return match.Groups[1].Value;
        }
    }

    private static string Parent(string name) => name.LastIndexOf('.') is > 0 and var dot ? name[..dot] : "";

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^(?:global )?using (?<special>static |\w+ = )?(?<name>[\w.]+);")]
    private static partial Regex UsingLine();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    [GeneratedRegex(
        @"^(?:\[.*\]\s*)?(?:public |internal |static |sealed |abstract |partial |readonly |unsafe |ref |file )*" +
        @"(?:class|record struct|record class|record|struct|interface|enum|delegate [\w<>?]+)\s+(\w+)",
        RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();
}
