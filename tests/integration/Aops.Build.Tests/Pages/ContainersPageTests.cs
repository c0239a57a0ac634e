using Aops.Harness;

namespace Aops.Build.Tests.Pages;

/// <summary>The commands of docs/how-to/CONTAINERS.md: the direct mode, a start by the entry point, and hosts that are gone.</summary>
public sealed class ContainersPageTests
{
    private const string Page = "docs/how-to/CONTAINERS.md";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryCommandOfThePage_DoesWhatItSays()
    {
        using var bench = new PageBench();
        await bench.PackAsync(Stop);
        await bench.WriteFileOfPageAsync(Page, "entry.sh", Stop, text => text
            .Replace("/opt/aops", $"{bench.Host}/opt/aops", StringComparison.Ordinal)
            .Replace("your-program", "echo the program of the container", StringComparison.Ordinal));
        var shell = new PageShell(Page)
        {
            Replaced =
            {
                ["SERVER:7443"] = bench.Address, ["-service install"] = $"-service install --root {bench.Host}",
                ["/opt/aops/bin/control"] = $"{bench.Host}/opt/aops/bin/control",
                // No test waits for a week.
                ["last_seen>7d"] = "last_seen>2s",
            },
            Prologue = $$"""
                {{bench.Prologue}}
                {{bench.Serve}}
                release >release.log 2>&1
                login
                new_token >FILE
                mkdir -p {{bench.Host}}/etc/aops
                echo 'heartbeatInterval: 1s' >{{bench.Host}}/etc/aops/conf.yml
                kill_container() { while running=$(processes_of {{bench.Host}}) && [ -n "$running" ]; do kill -9 $running || true; done; }
                gone() { [ "$(aops hosts list -q 'offline and last_seen>2s' --count)" = 1 ]; }
                """,
        };
        // The container is killed, guard and all, and starts again with what lies on its volumes.
        var status = $"{bench.Host}/opt/aops/bin/control status";
        shell.Before(status, $"kill_container; ! {status}\nsh entry.sh 3>&- 9>&- >entry.log 2>&1\nuntil_holds {status}");
        shell.Before("aops hosts list", "kill_container; until_holds gone");

        var outputs = await shell.RunAsync(bench.Work, bench.Environment, Stop);

        Assert.True(shell.Steps.Count >= 4, $"the page has lost commands: {shell.Steps.Count}");
        Assert.Contains("accepted the first heartbeat", outputs[0], StringComparison.Ordinal);
        Assert.EndsWith("the program of the container\n", await File.ReadAllTextAsync(Path.Combine(bench.Work, "entry.log"), Stop), StringComparison.Ordinal);
        Assert.Equal("1", outputs[^2].Trim());
        Assert.Contains("1 host", outputs[^1], StringComparison.Ordinal);
    }
}
