using Aops.Harness;

namespace Aops.Build.Tests.Pages;

/// <summary>The commands of docs/how-to/ROTATE-KEYS.md, from the root of the releases to the identity of a host.</summary>
public sealed class RotateKeysPageTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryCommandOfThePage_DoesWhatItSays()
    {
        using var bench = new PageBench();
        await bench.PackAsync(Stop);
        var shell = new PageShell("docs/how-to/ROTATE-KEYS.md")
        {
            Replaced =
            {
                ["SERVER:7443"] = bench.Address, ["DIR"] = bench.Data,
                ["key revoke ID"] = "key revoke \"$(aops key list -o csv | sed -n '/ci-2/s/,.*//p')\"",
                ["token revoke ID"] = "token revoke \"$(aops token list -o name | tail -n 1)\"",
                ["-service uninstall"] = $"-service uninstall --root {bench.Host}", ["-service install"] = $"-service install --root {bench.Host}",
            },
            Prologue = $$"""
                {{bench.PrologueOfAHost}}
                echo 'correct horse battery' >ana.password
                aops user create ana --grant viewer --password-file ana.password
                """,
        };
        shell.Before("aops user set ana --password-file", "echo 'another staple of it' >ana.password");
        shell.Before("aops token create --host web-1", "aops hosts list -o name >id");

        var outputs = await shell.RunAsync(bench.Work, bench.Environment, Stop);

        Assert.True(shell.Steps.Count >= 23, $"the page has lost commands: {shell.Steps.Count}");
        Assert.Contains("accepted the first heartbeat", outputs[^1], StringComparison.Ordinal);
        // The identity is that of before.
        var id = (await File.ReadAllTextAsync(Path.Combine(bench.Work, "id"), Stop)).Trim();
        Assert.Equal(32, id.Length);
        Assert.Contains($"as agent {id}", outputs[^1], StringComparison.Ordinal);
    }
}
