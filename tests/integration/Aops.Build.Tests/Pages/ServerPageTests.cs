using Aops.Harness;

namespace Aops.Build.Tests.Pages;

/// <summary>The commands of the pages on a server that runs, line by line.</summary>
public sealed class ServerPageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Server_EveryCommandOfThePage_DoesWhatItSays()
    {
        using var bench = new PageBench();
        var web = FreePort.Find();
        var shell = new PageShell("docs/how-to/SERVER.md")
        {
            Replaced =
            {
                ["aops-server run"] = "serve aops-server run",
                ["/var/lib/aops-server"] = bench.Data,
                ["0.0.0.0:7443"] = bench.Address,
                ["https://aops.example:7443"] = $"https://{bench.Address}",
                ["0.0.0.0:443"] = $"127.0.0.1:{web}",
                ["/etc/aops-server/web"] = "web",
                ["/tmp/diagnosis"] = "diagnosis",
                ["--event-days"] = $"--listen {bench.Address} --event-days",
            },
            Prologue = bench.Prologue,
        };
        var run = $"serve aops-server run --data {bench.Data} --listen {bench.Address}";
        // A certificate of one's own, and its key.
        shell.Before($"{run} --public-url",
            "openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout web.key -out web.pem");
        shell.Before($"{run} --event-days", $"curl -fsS --cacert web.pem https://127.0.0.1:{web}/healthz");
        shell.Before("aops-server operator-token", bench.Serve);

        var outputs = await shell.RunAsync(bench.Work, bench.Environment, Stop);

        Assert.True(shell.Steps.Count >= 4, "the page has lost its commands");
        Assert.NotEqual("", outputs[0].Trim());
        Assert.True(new FileInfo(Path.Combine(bench.Work, "diagnosis.tar.gz")).Length is > 1000 and < 10 << 20);
    }

    [Fact]
    public async Task Operations_EveryCommandOfThePage_DoesWhatItSays()
    {
        using var bench = new PageBench();
        await bench.PackAsync(Stop);
        var shell = new PageShell("docs/how-to/OPERATIONS.md")
        {
            Replaced = { ["DIR"] = bench.Data, ["SERVER:7443"] = bench.Address },
            Prologue = $"{bench.Prologue}\n{bench.Serve}\nenrol >enrol.log 2>&1",
        };
        // The reader waits until every host trusts the second.
        shell.Before("aops-server ca rotate --activate", $"until_holds aops-server ca rotate --activate --data {bench.Data}\n"
            + $"aops-server ca rotate --deactivate --data {bench.Data}");
        // And until the server has taken a step up.
        shell.Before("aops-release publish", $"until_holds curl -fs --cacert {bench.Data}/ca.pem https://{bench.Address}/healthz");

        var outputs = await shell.RunAsync(bench.Work, bench.Environment, Stop);

        Assert.True(shell.Steps.Count >= 14, "the page has lost its commands");
        Assert.All(outputs, output => Assert.DoesNotContain("unhandled", output, StringComparison.Ordinal));
    }
}
