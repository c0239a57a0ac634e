using Aops.TestSupport;

namespace Aops.CommandLine.Tests;

/// <summary>
/// wrong-inputs.txt: headings after <c>#</c>, a command line after <c>$</c>, then its exit code after <c>=</c>, and what it prints,
/// on standard output after <c>&gt;</c> and on standard error after <c>!</c>. A new case is a line with <c>$</c>.
/// </summary>
internal static class WrongInputFile
{
    public static string Path { get; } =
        System.IO.Path.Combine(SourceRoot.Folder, "tests/unit/Aops.CommandLine.Tests/wrong-inputs.txt");

    /// <summary>The headings and cases, in their order: a heading is a case without an answer.</summary>
    public static List<WrongInput> Read()
    {
        var cases = new List<WrongInput>();
        foreach (var line in File.ReadLines(Path))
        {
            if (line.StartsWith("$ ", StringComparison.Ordinal)) cases.Add(new WrongInput(line[2..], new List<string>()));
            else if (line.StartsWith('#')) cases.Add(new WrongInput(line, []));
            else if (line.Length > 0) ((List<string>)cases[^1].Answer).Add(line);
        }
        return cases;
    }

    public static void Write(IEnumerable<WrongInput> cases)
    {
        var isHead = false;
        using var file = new StreamWriter(Path) { NewLine = "\n" };
        foreach (var (index, input) in cases.Index())
        {
            if (input.Words.StartsWith('#'))
            {
                if (index > 0 && !isHead) file.WriteLine();
                file.WriteLine(input.Words);
                isHead = true;
                continue;
            }
            isHead = false;
            file.WriteLine();
            file.WriteLine($"$ {input.Words}");
            foreach (var line in input.Answer) file.WriteLine(line);
        }
    }
}
