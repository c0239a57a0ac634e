using Aops.Harness;

namespace Aops.Build.Tests.Pages;

/// <summary>The commands of docs/how-to/TROUBLESHOOTING.md, each in the trouble that it is for.</summary>
public sealed class TroubleshootingPageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryCommandOfThePage_DoesWhatItSays()
    {
        using var bench = new PageBench();
        await bench.PackAsync(Stop, PublishedPrograms.First, PublishedPrograms.Second);
        var copy = Path.Combine(bench.Work, "copy");
        var shell = new PageShell("docs/how-to/TROUBLESHOOTING.md")
        {
            Replaced =
            {
                ["SERVER:7443"] = bench.Address, ["DIR"] = bench.Data, ["HOST"] = "web-1", ["NAME"] = "rescue",
                ["-service install"] = $"-service install --root {copy}", ["-service uninstall"] = $"-service uninstall --root {copy}",
                ["-service status"] = $"-service status --root {bench.Host}", ["-service upgrade"] = $"-service upgrade --root {bench.Host}",
            },
            Prologue = $$"""
                {{bench.PrologueOfAHost}}
                aops-release sign --repo repo --keys keys aops-agent-{{PublishedPrograms.Second}}-*.tar.zst
                aops-release publish --repo repo $to
                runs() {
                    {{bench.Host}}/opt/aops/bin/aops-agent-service status --root {{bench.Host}} >status
                    grep -q "aops $1  healthy" status && ! grep -q trial status
                }
                diverged() { [ "$(aops hosts list -q diverged --count)" = "$1" ]; }
                """,
        };
        // A machine that was copied, with the identity of the other one.
        shell.Before("aops-agent-service uninstall", $"cp -a {bench.Host} {copy}; {copy}/opt/aops/bin/control start 3>&- 9>&-; new_token >FILE");
        shell.Before("aops-release promote", $"{copy}/opt/aops/bin/aops-agent-service uninstall --root {copy}\n"
            + $"aops-server backup monday --data {bench.Data}");
        // The host has left the version of the fleet.
        shell.Before("aops-agent-service upgrade", $"until_holds runs {PublishedPrograms.Second}\n"
            + $"{bench.Host}/opt/aops/bin/aops-agent-service rollback --now --root {bench.Host}; runs {PublishedPrograms.First}");
        // The database is that of before the order.
        shell.Before("aops hosts list -q diverged", $$"""
            stop_server
            mv {{bench.Data}} lost
            aops-server restore monday --data {{bench.Data}}
            serve aops-server run --data {{bench.Data}} --listen {{bench.Address}}
            until_holds diverged 1
            """);
        shell.Before("aops-server restore --impose", "until_holds diverged 0");

        var outputs = await shell.RunAsync(bench.Work, bench.Environment, Stop);

        Assert.True(shell.Steps.Count >= 13, $"the page has lost commands: {shell.Steps.Count}");
        string Printed(string start) => shell.Printed(outputs, start);
        Assert.DoesNotContain("wrong", Printed("aops doctor"), StringComparison.Ordinal);
        Assert.Contains("in-step", Printed("aops explain"), StringComparison.Ordinal);
        Assert.Contains("healthy", Printed("aops-agent-service status"), StringComparison.Ordinal);
        Assert.Contains("accepted the first heartbeat", Printed("aops-agent-service install"), StringComparison.Ordinal);
        Assert.Contains(PublishedPrograms.Second, Printed("aops-agent-service upgrade"), StringComparison.Ordinal);
        Assert.Contains("web-1", Printed("aops hosts list -q diverged"), StringComparison.Ordinal);
    }
}
