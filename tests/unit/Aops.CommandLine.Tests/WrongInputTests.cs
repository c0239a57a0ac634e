using System.Text.RegularExpressions;

namespace Aops.CommandLine.Tests;

/// <summary>
/// Every program answers what is wrong as wrong-inputs.txt says, which people read: one sentence of what failed, on what, and
/// what would be right, and the exit code. <c>AOPS_WRITE_ANSWERS=1</c> writes the file.
/// </summary>
public sealed partial class WrongInputTests : IDisposable
{
    private const int CasesMin = 200;
    private const int LinesMax = 12;
    private const int Parallel = 2;

    private readonly string _folder = Directory.CreateTempSubdirectory("aops-wrong-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Answers_AreThoseOfTheFile()
    {
        var cases = WrongInputFile.Read();
        await new WrongInputWorld(_folder).MakeAsync();
        var runner = new WrongInputRunner(_folder);
        var answered = new WrongInput[cases.Count];
        await System.Threading.Tasks.Parallel.ForAsync(0, cases.Count, new ParallelOptions { MaxDegreeOfParallelism = Parallel },
            async (i, _) => answered[i] = cases[i].Words.StartsWith('#') ? cases[i] : await runner.RunAsync(cases[i]));
        if (Environment.GetEnvironmentVariable("AOPS_WRITE_ANSWERS") == "1")
        {
            WrongInputFile.Write(answered);
            return;
        }
        var faults = cases.Zip(answered).Where(pair => !pair.First.Answer.SequenceEqual(pair.Second.Answer))
            .Select(pair => $"$ {pair.First.Words}\n- {string.Join("\n- ", pair.First.Answer)}\n+ {string.Join("\n+ ", pair.Second.Answer)}")
            .ToList();
        Assert.True(faults.Count == 0, $"AOPS_WRITE_ANSWERS=1 writes wrong-inputs.txt\n{string.Join("\n\n", faults)}");
    }

    [Fact]
    public void File_HasManyCases_EachOnce()
    {
        var words = WrongInputFile.Read().Where(input => !input.Words.StartsWith('#')).Select(input => input.Words).ToList();
        Assert.True(words.Count >= CasesMin, $"there are {words.Count} cases");
        Assert.Equal(words.Count, words.Distinct().Count());
    }

    [Fact]
    public void Answers_HaveNoWordsOfTheFramework() => Assert.Empty(Told()
        .Where(told => FrameworkWord().IsMatch(told.Line)).Select(told => $"{told.Words}: {told.Line}"));

    // Help is asked for, and is not thrown at people.
    [Fact]
    public void Answers_AreShort() => Assert.Empty(WrongInputFile.Read()
        .Where(input => input.Answer.Count > LinesMax).Select(input => $"{input.Words}: {input.Answer.Count} lines"));

    [Fact]
    public void Failures_SaySomething_AndAreNoBugs() => Assert.Empty(WrongInputFile.Read()
        .Where(input => !input.Words.StartsWith('#') && (input.Answer.Count < 2 || input.Answer[0] is "= 70" or "= 134" or "= 139"))
        .Select(input => input.Words));

    private static IEnumerable<(string Words, string Line)> Told() =>
        WrongInputFile.Read().SelectMany(input => input.Answer.Select(line => (input.Words, line)));

    [GeneratedRegex(@"System\.|\.NET\b|Aops\.|Exception|Nullable|BytePosition|LineNumber|\$\.|   at |inner exception|expected type|Option<|could not be (converted|mapped)")]
    private static partial Regex FrameworkWord();
}
