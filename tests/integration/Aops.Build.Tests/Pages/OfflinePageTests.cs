using Aops.Harness;

namespace Aops.Build.Tests.Pages;

/// <summary>The commands of docs/how-to/OFFLINE.md: a repository that is carried, a timestamp that is signed inside, bundles, a mirror.</summary>
public sealed class OfflinePageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryCommandOfThePage_DoesWhatItSays()
    {
        using var bench = new PageBench();
        await bench.PackAsync(Stop, PublishedPrograms.First, PublishedPrograms.Second);
        await bench.WriteFileOfPageAsync("docs/how-to/RELEASES.md", "mirrors.json", Stop);
        var shell = new PageShell("docs/how-to/OFFLINE.md")
        {
            Replaced =
            {
                ["1.5.0"] = PublishedPrograms.Second, ["1.4.2"] = PublishedPrograms.First, ["SERVER:7443"] = bench.Address,
                ["-service install"] = $"-service install --root {bench.Host}", ["-service upgrade"] = $"-service upgrade --root {bench.Host}",
                // The machine of the mirror is a folder here.
                ["rsync -a repo/ mirror.a.example:/srv/aops/"] = "cp -a repo mirror",
            },
            Prologue = $"{bench.Prologue}\n{bench.Serve}\nrelease >release.log 2>&1\n"
                + $"aops-release sign --repo repo --keys keys host-metrics-{PublishedPrograms.First}-*.tar.zst >>release.log",
        };
        shell.Before("aops-release verify", "cp repo/metadata/1.root.json .");
        // The keys that are brought to a machine in the network, and no others.
        shell.Before("aops-release refresh --if-due", "mkdir online-keys; cp keys/snapshot.pem keys/timestamp.pem online-keys");
        // A server that orders no version, and a host whose trials take seconds.
        shell.Before("./aops-agent-service install", $$"""
            login
            echo '{}' >nothing.json
            aops desired apply fleet -f nothing.json --strategy all-at-once --yes
            cp "$(command -v aops-agent-service)" .
            new_token >FILE
            mkdir -p {{bench.Host}}/etc/aops
            echo 'trialPeriod: 3s' >{{bench.Host}}/etc/aops/conf.yml
            """);

        var outputs = await shell.RunAsync(bench.Work, bench.Environment, Stop);

        Assert.True(shell.Steps.Count >= 13, $"the page has lost commands: {shell.Steps.Count}");
        string Printed(string start) => shell.Printed(outputs, start);
        Assert.Contains($"the suite {PublishedPrograms.Second} is ordered for the fleet", Printed("aops-release promote"), StringComparison.Ordinal);
        Assert.Contains("accepted the first heartbeat", Printed("./aops-agent-service install"), StringComparison.Ordinal);
        Assert.Contains($"installed {PublishedPrograms.First} ", Printed("./aops-agent-service install"), StringComparison.Ordinal);
        Assert.Contains(PublishedPrograms.Second, Printed("aops-agent-service upgrade"), StringComparison.Ordinal);
        Assert.Equal(Files(bench, "repo"), Files(bench, "mirror"));
    }

    private static IEnumerable<string> Files(PageBench bench, string folder) => Directory
        .EnumerateFiles(Path.Combine(bench.Work, folder), "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Path.Combine(bench.Work, folder), file)).Order(StringComparer.Ordinal);
}
