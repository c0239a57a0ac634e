using Aops.Harness;

namespace Aops.Build.Tests.Pages;

/// <summary>docs/how-to/UPGRADE-A-FLEET.md: every command, and every line of output that the page shows, over small fleets.</summary>
public sealed class UpgradePageTests : IDisposable
{
    private const string Page = "docs/how-to/UPGRADE-A-FLEET.md";

    private readonly PageBench _bench = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task EveryCommandOfThePage_PrintsWhatThePageShows()
    {
        var shell = await PrepareAsync(new PageShell(Page) { Prologue = Fleet("web-1", "web-2", "db-1", "db-2") });
        shell.Replaced.Add("--strategy-file strategy.yaml", "--strategy-file quick.yaml");
        // The plan of the page's own file tells its own time.
        shell.Before("id=", $"aops rollout plan fleet --agent {PublishedPrograms.Second} --strategy-file strategy.yaml --dry-run");

        var outputs = await shell.RunAsync(_bench.Work, _bench.Environment, Stop);

        Assert.True(shell.Steps.Count >= 9, $"the page has lost commands: {shell.Steps.Count}");
        var differences = shell.Differences(outputs).ToList();
        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public async Task Pause_OfARolloutThatIsUnderWay_HoldsIt()
    {
        var shell = await PrepareAsync(new PageShell(Page, "## Pause, and go on", PageShell.Apart)
        {
            Prologue = $"{Fleet("web-1", "db-1")}\n{Start("strategy.yaml")}",
        });

        var outputs = await shell.RunAsync(_bench.Work, _bench.Environment, Stop);

        Assert.Equal(4, outputs.Count);
        Assert.Contains("is paused", outputs[0], StringComparison.Ordinal);
        Assert.Contains("it is running", outputs[1], StringComparison.Ordinal);
        Assert.Contains("goes on without the stage rest", outputs[2], StringComparison.Ordinal);
        Assert.Contains("it is abort", outputs[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task TakeItBack_OfWhatTheRolloutBrought_IsAnotherRollout()
    {
        var shell = await PrepareAsync(new PageShell(Page, "## Take it back", PageShell.Apart)
        {
            // A script says yes, and the first revision is the one before.
            Replaced = { ["undo \"$id\""] = "undo \"$id\" --yes", ["--to 4"] = "--to 1" },
            Prologue = $"{Fleet("web-1", "db-1")}\n{Start("quick.yaml")} --wait",
        });

        var outputs = await shell.RunAsync(_bench.Work, _bench.Environment, Stop);

        Assert.Equal(3, outputs.Count);
        Assert.Contains($"~ agent.version: {PublishedPrograms.Second} -> {PublishedPrograms.First}", outputs[0], StringComparison.Ordinal);
        Assert.Contains("nothing was changed", outputs[0], StringComparison.Ordinal);
        Assert.Contains("takes", outputs[1], StringComparison.Ordinal);
        Assert.Contains("start it by", outputs[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task InAHurry_InAFreeze_MovesAllHosts()
    {
        await _bench.WriteFileOfPageAsync(Page, "hurry.yaml", Stop);
        var shell = await PrepareAsync(new PageShell(Page, "## In a hurry", PageShell.Apart)
        {
            Prologue = $"{Fleet("web-1", "db-1")}\naops freeze -m 'a hole'",
        });

        var outputs = await shell.RunAsync(_bench.Work, _bench.Environment, Stop);

        Assert.Equal(2, outputs.Count);
        Assert.Contains("completed: 2 succeeded", outputs[1], StringComparison.Ordinal);
    }

    private async Task<PageShell> PrepareAsync(PageShell shell)
    {
        await _bench.PackAsync(Stop, PublishedPrograms.First, PublishedPrograms.Second);
        await _bench.WriteFileOfPageAsync(Page, "strategy.yaml", Stop);
        // The same with times that a test can wait for.
        var strategy = await File.ReadAllTextAsync(Path.Combine(_bench.Work, "strategy.yaml"), Stop);
        await File.WriteAllTextAsync(Path.Combine(_bench.Work, "quick.yaml"), strategy.Replace("Seconds: 600", "Seconds: 1", StringComparison.Ordinal), Stop);
        shell.Replaced.Add("127.0.0.1:7443", _bench.Address);
        return shell;
    }

    // Hosts of the first version, to whom the second was published.
    private string Fleet(params string[] hosts) => $$"""
        {{_bench.Prologue}}
        {{_bench.Serve}}
        release >release.log 2>&1
        login
        for host in {{string.Join(' ', hosts)}}; do quick_host $host {{_bench.Work}}/$host; done >host.log 2>&1
        aops-release sign --repo repo --keys keys aops-agent-{{PublishedPrograms.Second}}-*.tar.zst
        aops-release publish --repo repo $to
        # What kind of machine a host is, the server knows a moment after it has enrolled.
        settled() {
            [ "$(aops hosts list -q online --count)" = {{hosts.Length}} ] &&
                [ "$(aops rollout plan fleet --agent {{PublishedPrograms.Second}} --strategy-file quick.yaml --dry-run 2>&1 |
                    grep -c ' {{hosts.Length / 2}} hosts\?; first 1 canary of 1 kind of machine')" = 2 ]
        }
        until_holds settled
        """;

    private static string Start(string strategy) => $"id=$(aops rollout plan fleet --agent {PublishedPrograms.Second} --strategy-file {strategy})\n"
        + "aops rollout start \"$id\" --yes";
}
