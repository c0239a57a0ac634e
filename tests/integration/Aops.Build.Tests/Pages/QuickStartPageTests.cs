using Aops.Harness;

namespace Aops.Build.Tests.Pages;

/// <summary>docs/how-to/QUICK-START.md: every command, and every line of output that the page shows.</summary>
public sealed class QuickStartPageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryCommandOfThePage_PrintsWhatThePageShows()
    {
        using var bench = new PageBench();
        await bench.PackAsync(Stop);
        var shell = new PageShell("docs/how-to/QUICK-START.md")
        {
            Replaced =
            {
                ["127.0.0.1:7443"] = bench.Address, ["/srv/quick"] = bench.Work,
                // The name of the reader's machine.
                ["vm  "] = $"{Environment.MachineName}  ",
            },
            Prologue = $"end() {{ {bench.Host}/opt/aops/bin/aops-agent-service uninstall --root {bench.Host}; }}",
        };

        var outputs = await shell.RunAsync(bench.Work, bench.Environment, Stop);

        Assert.True(shell.Steps.Count >= 30, $"the page has lost commands: {shell.Steps.Count}");
        Assert.Empty(shell.Differences(outputs));
    }
}
