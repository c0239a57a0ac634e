using Aops.Harness;

namespace Aops.Build.Tests.Pages;

/// <summary>docs/how-to/UPGRADE-A-FLEET.md: every command, and every line of output that the page shows, over a fleet of four hosts.</summary>
public sealed class UpgradePageTests
{
    private const string Page = "docs/how-to/UPGRADE-A-FLEET.md";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryCommandOfThePage_PrintsWhatThePageShows()
    {
        using var bench = new PageBench();
        await bench.PackAsync(Stop, PublishedPrograms.First, PublishedPrograms.Second);
        await bench.WriteFileOfPageAsync(Page, "strategy.yaml", Stop);
        // The same with times that a test can wait for.
        await File.WriteAllTextAsync(Path.Combine(bench.Work, "quick.yaml"),
            (await File.ReadAllTextAsync(Path.Combine(bench.Work, "strategy.yaml"), Stop))
            .Replace("Seconds: 600", "Seconds: 1", StringComparison.Ordinal), Stop);
        var shell = new PageShell(Page)
        {
            Replaced =
            {
                ["127.0.0.1:7443"] = bench.Address,
                ["--strategy-file strategy.yaml"] = "--strategy-file quick.yaml",
            },
            Prologue = $$"""
                {{bench.Prologue}}
                {{bench.Serve}}
                release >release.log 2>&1
                login
                for host in web-1 web-2 db-1; do quick_host $host {{bench.Work}}/$host; done >host.log 2>&1
                quick_host db-2 {{bench.Host}} >>host.log 2>&1
                aops-release sign --repo repo --keys keys aops-agent-{{PublishedPrograms.Second}}-*.tar.zst
                aops-release publish --repo repo $to
                """,
        };
        // The plan of the page's own file tells its own time.
        shell.Before("id=", $"aops rollout plan fleet --agent {PublishedPrograms.Second} --strategy-file strategy.yaml --dry-run");

        var outputs = await shell.RunAsync(bench.Work, bench.Environment, Stop);

        Assert.True(shell.Steps.Count >= 9, $"the page has lost commands: {shell.Steps.Count}");
        Assert.Empty(shell.Differences(outputs));
    }
}
