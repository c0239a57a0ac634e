using System.Text.RegularExpressions;
using Aops.Cli.Commands;
using Aops.Cli.Tests.Support;
using Aops.TestSupport;

namespace Aops.Cli.Tests.Outputs;

/// <summary>
/// Verbs print what outputs.txt says, which people read: over one fleet, one after the other, in a pipe and at a terminal. What differs
/// from run to run has other letters of the same length. <c>AOPS_WRITE_OUTPUTS=1</c> writes the file.
/// </summary>
public sealed partial class OutputTests
{
    private const int CasesMin = 80;
    private const int ColumnsMax = 80;

    [Fact]
    public async Task Outputs_AreThoseOfTheFile()
    {
        var cases = OutputFile.Read();
        // The certificate of the server is of its clock, and the client's own is that of the machine.
        var clock = new ManualClock(DateTimeOffset.UtcNow);
        await using var bench = await CliBench.StartAsync(clock: clock);
        var enrolled = clock.GetUtcNow() - TimeSpan.FromDays(40);
        await bench.SeedAsync([.. Fleet.Three.Select(host => host with { EnrolledAt = enrolled })]);
        bench.Variables["NO_COLOR"] = "1";
        var answered = new List<OutputCase>();
        foreach (var one in cases)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            answered.Add(one with { Answer = await RunAsync(bench, one) });
        }
        if (Environment.GetEnvironmentVariable("AOPS_WRITE_OUTPUTS") == "1")
        {
            OutputFile.Write(answered);
            return;
        }
        var faults = cases.Zip(answered).Where(pair => !pair.First.Answer.SequenceEqual(pair.Second.Answer))
            .Select(pair => $"{pair.First.Line}\n- {string.Join("\n- ", pair.First.Answer)}\n+ {string.Join("\n+ ", pair.Second.Answer)}");
        Assert.True(!faults.Any(), $"AOPS_WRITE_OUTPUTS=1 writes outputs.txt\n{string.Join("\n\n", faults)}");
    }

    [Fact]
    public void File_HasManyCases_AndEachFormOfOutput()
    {
        var cases = OutputFile.Read();
        Assert.True(cases.Count >= CasesMin, $"there are {cases.Count} cases");
        foreach (var form in CliShell.Formats) Assert.Contains(cases, one => one.Words.Contains($"-o {form}", StringComparison.Ordinal));
    }

    [Fact]
    public void Tables_FitTheirTerminal() => Assert.Empty(OutputFile.Read()
        .Where(one => one.Columns is not null && TableVerb().IsMatch(one.Words))
        .SelectMany(one => one.Answer.Where(line => line.StartsWith('>') && line.Length - 2 > ColumnsMax)));

    private static async Task<List<string>> RunAsync(CliBench bench, OutputCase one)
    {
        bench.Typed = string.Concat(one.Typed.Select(line => line + "\n"));
        bench.Columns = one.Columns;
        var run = await bench.RunAsync([.. Word().Matches(one.Words).Skip(1).Select(word => word.Value.Trim('\''))]);
        List<string> answer = run.Code == 0 ? [] : [$"= {run.Code}"];
        answer.AddRange(Lines(run.Output, bench).Select(line => $"> {line}".TrimEnd()));
        answer.AddRange(Lines(run.Error, bench).Select(line => $"! {line}".TrimEnd()));
        return answer;
    }

    private static IEnumerable<string> Lines(string text, CliBench bench)
    {
        if (text.Length == 0) return [];
        var masked = text.Replace(bench.Home, "~", StringComparison.Ordinal);
        masked = Address().Replace(masked, "127.0.0.1:7443");
        masked = Secret().Replace(masked, found => new string('x', found.Length));
        masked = LongId().Replace(masked, found => found.Value.StartsWith("0199aabbccdd", StringComparison.Ordinal)
            ? found.Value : new string('0', found.Length));
        masked = Time().Replace(masked, found => found.Value.Length > 10 ? "2030-01-01T00:00:00Z" : "2030-01-01");
        masked = Clock().Replace(masked, "2030-01-01 00:00:00Z");
        masked = Request().Replace(masked, "0000000000000:00000001");
        masked = Took().Replace(masked, "1 ms");
        masked = Off().Replace(masked, "by 1s");
        return masked.TrimEnd('\n').Split('\n');
    }

    [GeneratedRegex(@"'[^']*'|\S+")]
    private static partial Regex Word();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Address();

    // Ids and digests.
    [GeneratedRegex(@"\b[0-9a-f]{16,64}\b")]
    private static partial Regex LongId();

    [GeneratedRegex(@"\b[A-Za-z0-9_-]{40,}\b")]
    private static partial Regex Secret();

    [GeneratedRegex(@"\b20\d\d-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00|\\u002B00:00))?")]
    private static partial Regex Time();

    [GeneratedRegex(@"\b2030-01-01 \d\d:\d\d:\d\dZ")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\b[0-9A-Z]{13}:[0-9A-F]{8}\b")]
    private static partial Regex Request();

    // Not what is as wide as its content, by -o wide or by nature.
    [GeneratedRegex(@" (list|fields|facets .*|history .*|silences|runbooks)( -o table)?\z")]
    private static partial Regex TableVerb();

    // How far the clock of this test is ahead of the machine's, by which the server dates its answers.
    [GeneratedRegex(@"\bby \d+s\b")]
    private static partial Regex Off();

    [GeneratedRegex(@"\b\d+(\.\d+)? ms\b")]
    private static partial Regex Took();
}
