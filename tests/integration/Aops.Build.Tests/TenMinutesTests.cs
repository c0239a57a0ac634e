using System.Diagnostics;
using Aops.Build.Tests.Pages;
using Aops.Harness;

namespace Aops.Build.Tests;

/// <summary>The README's first ten minutes, line by line, in a shell.</summary>
public sealed class TenMinutesTests
{
    private const string Readme = "README.md";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryLine_DoesWhatThePageSays()
    {
        using var bench = new PageBench();
        await bench.PackAsync(Stop);
        var status = $"{bench.Host}/opt/aops/bin/aops-agent-service status --root {bench.Host}";
        var shell = new PageShell(Readme, "## The first ten minutes of an operator")
        {
            Replaced =
            {
                ["aops-server run"] = "serve aops-server run",
                // The shell goes on when the server answers.
                ["0.0.0.0:7443 &"] = bench.Address,
                ["token create --data /srv/aops"] = $"token create --data {bench.Data} | token_of >token",
                ["/srv/aops"] = bench.Data, ["SERVER:7443"] = bench.Address, ["0.1.0"] = PublishedPrograms.First,
                ["| sh"] = $"| AOPS_TOKEN=$(<token) sh -s -- --root {bench.Host} 3>&- 9>&-",
                ["/opt/aops/bin/aops-agent-service status"] = status,
            },
            Prologue = bench.Prologue,
        };
        shell.Before(status, $"runs() {{ {status} | grep -q 'host-metrics.* running'; }}\nuntil_holds runs");
        var begun = Stopwatch.StartNew();

        var outputs = await shell.RunAsync(bench.Work, bench.Environment, Stop);

        var commands = shell.Steps.Count;
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{commands} commands of {shell.Steps.Sum(step => step.Command.Length)} characters, {begun.Elapsed.TotalSeconds:F1} s");
        Assert.Contains($"A test runs these {commands} lines",
            await File.ReadAllTextAsync(Path.Combine(PublishedPrograms.Tree, Readme), Stop));
        var printed = string.Join('\n', outputs);
        Assert.Contains("the first heartbeat", printed);
        Assert.Matches(@"host-metrics +1\.0\.0 +running", printed);
        Assert.Contains("1 of 1 host would change", printed);
        Assert.Contains("the group trial was made, with 1 host", printed);
        Assert.Matches(@"(?m)^ *3 .*and on", printed);
    }
}
