using Aops.Harness;

namespace Aops.Build.Tests.Pages;

/// <summary>The commands of docs/how-to/MONITOR.md, before a host with a sub-agent.</summary>
public sealed class MonitorPageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryCommandOfThePage_DoesWhatItSays()
    {
        using var bench = new PageBench();
        await bench.PackAsync(Stop);
        var program = $"{bench.Host}/opt/aops/bin";
        var textfile = Path.Combine(bench.Work, "textfile");
        var shell = new PageShell("docs/how-to/MONITOR.md")
        {
            Replaced =
            {
                ["SERVER:7443"] = bench.Address, ["1.4.2"] = PublishedPrograms.First, ["/opt/aops/bin"] = program,
                ["/var/lib/node_exporter"] = textfile,
                // It follows until it is ended.
                [$"{program}/aops-agent-service logs spm -f"] = $"timeout 2 {program}/aops-agent-service logs spm -f || [ $? = 124 ]",
            },
            Prologue = $$"""
                {{bench.PrologueOfAHost}}
                aops-release sign --repo repo --keys keys host-metrics-*.tar.zst
                aops-release publish --repo repo $to
                aops-release promote --subagent host-metrics --version {{PublishedPrograms.First}} $to
                until_holds aops hosts report web-1 host-metrics
                mkdir {{textfile}}
                """,
        };

        var outputs = await shell.RunAsync(bench.Work, bench.Environment, Stop);

        Assert.True(shell.Steps.Count >= 16, $"the page has lost commands: {shell.Steps.Count}");
        string Printed(string start) => shell.Printed(outputs, start);
        Assert.DoesNotContain("wrong", Printed("aops doctor"), StringComparison.Ordinal);
        Assert.Contains("online", Printed("aops hosts facets"), StringComparison.Ordinal);
        Assert.Contains("in-step", Printed("aops explain web-1"), StringComparison.Ordinal);
        Assert.Contains("memory", Printed("aops hosts report"), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("healthy", Printed("/opt/aops/bin/aops-agent-service status"), StringComparison.Ordinal);
        Assert.Contains("aops_hosts", Printed("curl"), StringComparison.Ordinal);
        Assert.Contains("host-metrics 1.0.0 is ordered for the fleet", Printed("aops-release promote"), StringComparison.Ordinal);
        Assert.Contains("aops_heartbeat_up", await File.ReadAllTextAsync(Path.Combine(textfile, "aops.prom"), Stop), StringComparison.Ordinal);
    }
}
