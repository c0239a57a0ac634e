using Aops.TestSupport;

namespace Aops.Cli.Tests.Outputs;

/// <summary>
/// outputs.txt: a command line after <c>$</c> is run in a pipe, one after <c>80$</c> at a terminal of 80 columns; what is typed stands
/// before it after <c>&lt;</c>. Then come its exit code after <c>=</c>, unless it is 0, and what it prints, on standard output after
/// <c>&gt;</c> and on standard error after <c>!</c>. Lines with <c>#</c> are headings.
/// </summary>
internal static class OutputFile
{
    public static string Path { get; } =
        System.IO.Path.Combine(SourceRoot.Folder, "tests/unit/Aops.Cli.Tests/Outputs/outputs.txt");

    public static List<OutputCase> Read()
    {
        var cases = new List<OutputCase>();
        var (above, typed) = (new List<string>(), new List<string>());
        foreach (var line in File.ReadLines(Path))
        {
            if (line.StartsWith("$ ", StringComparison.Ordinal) || line.StartsWith("80$ ", StringComparison.Ordinal))
            {
                cases.Add(new OutputCase([.. above], [.. typed], line, []));
                above.Clear();
                typed.Clear();
            }
            else if (line.StartsWith('#')) above.Add(line);
            else if (line.StartsWith("< ", StringComparison.Ordinal)) typed.Add(line[2..]);
            else if (line.Length > 0) cases[^1].Answer.Add(line);
        }
        return cases;
    }

    public static void Write(IReadOnlyList<OutputCase> cases)
    {
        using var file = new StreamWriter(Path) { NewLine = "\n" };
        foreach (var (index, one) in cases.Index())
        {
            if (index > 0) file.WriteLine();
            foreach (var heading in one.Above) file.WriteLine(heading);
            if (one.Above.Count > 0) file.WriteLine();
            foreach (var line in one.Typed) file.WriteLine($"< {line}");
            file.WriteLine(one.Line);
            foreach (var line in one.Answer) file.WriteLine(line);
        }
    }
}

/// <summary>One command line.</summary>
/// <param name="Above">Headings above it.</param>
/// <param name="Line">It, with how it is run.</param>
internal sealed record OutputCase(List<string> Above, List<string> Typed, string Line, List<string> Answer)
{
    public int? Columns => Line.StartsWith('8') ? 80 : null;

    public string Words => Line[(Line.IndexOf('$', StringComparison.Ordinal) + 2)..];
}
