using Aops.Harness;

namespace Aops.Build.Tests.Pages;

/// <summary>
/// The commands of docs/how-to/INSTALL.md that need no package: by curl, by the fingerprint, in two steps, by a bundle, without
/// systemd, and the removal; all below a root of their own.
/// </summary>
public sealed class InstallPageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryCommandOfThePage_DoesWhatItSays()
    {
        using var bench = new PageBench();
        await bench.PackAsync(Stop);
        var shell = new PageShell("docs/how-to/INSTALL.md")
        {
            Replaced =
            {
                ["1.4.2"] = PublishedPrograms.First, ["SERVER:7443"] = bench.Address,
                ["| sh -s --"] = $"| sh -s -- --root {bench.Host}", ["| sh  "] = $"| AOPS_TOKEN=$(<FILE) sh -s -- --root {bench.Host} ",
                ["-service install"] = $"-service install --root {bench.Host}", ["--control install"] = $"--control install --root {bench.Host}",
                ["-service uninstall"] = $"-service uninstall --root {bench.Host}",
                ["/opt/aops/bin/control"] = $"{bench.Host}/opt/aops/bin/control",
                ["FINGERPRINT"] = "\"$(openssl x509 -in ca.pem -noout -fingerprint -sha256 | cut -d= -f2)\"",
            },
            Prologue = $$"""
                {{bench.Prologue}}
                new_host() { aops-agent-service uninstall --root {{bench.Host}}; mkdir -p {{bench.Host}}; new_token >FILE; }
                {{bench.Serve}}
                enrol >enrol.log 2>&1
                """,
        };
        shell.Before("curl -fsS --cacert ca.pem https", "new_host");
        shell.Before("aops-agent-service install", "new_host");
        shell.Before("curl -fsS --cacert ca.pem -o", "new_host");
        shell.Before("./aops-agent-service install", "new_host");

        var outputs = await shell.RunAsync(bench.Work, bench.Environment, Stop);

        Assert.True(shell.Steps.Count >= 12, $"the page has lost commands: {shell.Steps.Count}");
        Assert.Equal(6, outputs.Count(output => output.Contains("accepted the first heartbeat", StringComparison.Ordinal)));
        Assert.Contains("nothing was left", outputs[^1], StringComparison.Ordinal);
    }
}
