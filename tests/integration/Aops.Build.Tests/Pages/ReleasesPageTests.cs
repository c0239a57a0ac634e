using Aops.Harness;

namespace Aops.Build.Tests.Pages;

/// <summary>The commands of docs/how-to/RELEASES.md, from the first key to a host of a bundle, line by line.</summary>
public sealed class ReleasesPageTests
{
    private const string Page = "docs/how-to/RELEASES.md";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryCommandOfThePage_DoesWhatItSays()
    {
        using var bench = new PageBench();
        Directory.Move(new PackageStage(PublishedPrograms.Find(), Path.Combine(bench.Work, ".stage")).Agent(PublishedPrograms.First),
            Path.Combine(bench.Work, "stage"));
        await bench.WriteFileOfPageAsync(Page, "mirrors.json", Stop);
        var shell = new PageShell(Page)
        {
            Replaced =
            {
                ["1.4.2"] = PublishedPrograms.First, ["SERVER:7443"] = bench.Address, ["/tmp/slots"] = "slots",
                ["online-keys"] = "keys", ["3f9a"] = "$(timestamp_key)",
                ["aops-agent-service install"] = $"aops-agent-service install --root {bench.Host}",
            },
            Prologue = $$"""
                {{bench.Prologue}}
                {{bench.Serve}}
                timestamp_key() { aops-release list --repo repo | sed -n '/^timestamp/{n;s/.* of //p}'; }
                demo() { # VERSION FILE
                    mkdir -p demo
                    printf '#!/bin/sh\nexec sleep 1000\n' >demo/run
                    chmod 755 demo/run
                    printf '{"schema": 1, "name": "demo", "version": "%s", "exec": "run", "user": "nobody"}' "$1" >demo/subagent.json
                    aops-release pack --input demo --output "$2"
                }
                """,
        };
        shell.Before("aops-release withdraw --repo repo --keys keys --subagent", """
            for version in 1.0.0 1.1.0 1.2.0; do
                demo $version demo-$version.tar.zst
                aops-release sign --repo repo --keys keys demo-$version.tar.zst
            done
            """);
        shell.Before("aops-release delegate", """
            openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out team.pem
            openssl pkey -in team.pem -pubout -out team.pub
            demo 1.3.0 demo.tar.zst
            """);
        shell.Before("aops-agent-service install", $"new_token >FILE; mkdir -p {bench.Host}");

        var outputs = await shell.RunAsync(bench.Work, bench.Environment, Stop);

        Assert.True(shell.Steps.Count >= 24, $"the page has lost commands: {shell.Steps.Count}");
        Assert.Contains(outputs, output => output.Contains("accepted the first heartbeat", StringComparison.Ordinal));
    }
}
