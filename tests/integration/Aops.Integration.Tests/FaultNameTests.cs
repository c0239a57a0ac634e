using Aops.Contracts;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>A fault of the host, or of what lies between it and the server, is told as that.</summary>
public sealed class FaultNameTests(FleetFixture fixture) : HostKindTest(fixture)
{
    /// <summary>A configuration of OpenSSL without a usable provider: each program names the file.</summary>
    [Fact]
    public async Task Case_B20_UnusableOpenSsl_IsASentenceThatNamesTheFile()
    {
        using var folder = new TempRoot("ssl");
        var conf = Path.Combine(folder.Path, "openssl.cnf");
        await File.WriteAllTextAsync(conf, """
            openssl_conf = openssl_init
            [openssl_init]
            providers = provider_sect
            [provider_sect]
            fips = fips_sect
            [fips_sect]
            activate = 1

            """, Stop);
        var broken = new Dictionary<string, string?> { ["OPENSSL_CONF"] = conf };
        var agent = await Fleet.InstallAsync(Stop);
        try
        {
            var data = folder.Folder("data");
            foreach (var (program, words) in new (string, string[])[]
                     {
                         ("aops-agent-service", InstallWords(Fleet.NewHost(), "any")),
                         ("aops-server", ["run", "--data", data, "--listen", "127.0.0.1:0"]),
                         ("aops-server", ["token", "create", "--data", Fleet.Server.Data]),
                         ("aops-release", ["list", "--repo", data]),
                     })
            {
                var refused = await Command.RunAsync(Fleet.Programs.Program(program), words, broken, Stop);
                AssertNames(refused, conf, ExitCodes.Unavailable);
            }
            // Its exit codes are those of operators' tools, where 1 is any error.
            AssertNames(await Command.RunAsync(Fleet.Programs.Program("aops"), ["hosts", "list"], broken, Stop), conf, code: 1);

            (await agent.ServiceAsync(Stop, "stop")).MustSucceed();
            await Command.RunAsync(
                agent.Layout.ServiceProgram, ["start", "--timeout", "3s", "--root", agent.Layout.Root], broken, Stop);
            await Eventually.HoldsAsync("spm's log names the file", Soon, () =>
                File.ReadAllText(agent.Layout.LogFile(Role.Spm)).Contains(conf, StringComparison.Ordinal), Stop);
            var status = await Command.RunAsync(
                agent.Layout.ServiceProgram, ["status", "--root", agent.Layout.Root], broken, Stop);
            AssertNames(status, conf, ExitCodes.Unhealthy);
            (await Command.RunAsync(
                agent.Layout.ServiceProgram, ["uninstall", "--root", agent.Layout.Root], broken, Stop)).MustSucceed();
        }
        finally
        {
            ProcessesWithin.KillAll(agent.Layout.Root);
        }
    }

    /// <summary>The proxy that cannot be reached is named, not the server behind it.</summary>
    [Theory]
    [InlineData("http://127.0.0.1:1", "the proxy http://127.0.0.1:1 to ", "cannot be reached")]
    [InlineData("http://user:secret@127.0.0.1:1", "the proxy http://127.0.0.1:1 to ", "cannot be reached")]
    [InlineData("http://proxy.invalid:3128", "the name of the proxy http://proxy.invalid:3128 to ", "cannot be resolved")]
    public async Task Case_B21_ProxyAtFault_IsNamed(string proxy, string name, string what)
    {
        var result = await Command.RunAsync(
            Service, InstallWords(Fleet.NewHost(), "any"),
            new Dictionary<string, string?> { ["HTTPS_PROXY"] = proxy, ["NO_PROXY"] = null, ["no_proxy"] = null }, Stop);

        Assert.Equal(ExitCodes.Unavailable, result.ExitCode);
        Assert.Contains(name, result.Error, StringComparison.Ordinal);
        Assert.Contains(what, result.Error, StringComparison.Ordinal);
        Assert.Contains("HTTPS_PROXY", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Case_B21_NoProxyWithAPrefixLength_IsHeld()
    {
        // Refused for its token, so the server was reached.
        var result = await Command.RunAsync(
            Service, InstallWords(Fleet.NewHost(), "any"),
            new Dictionary<string, string?>
            {
                ["HTTPS_PROXY"] = "http://127.0.0.1:1", ["NO_PROXY"] = "127.0.0.0/8", ["no_proxy"] = null,
            }, Stop);

        Assert.Equal(ExitCodes.NoPermission, result.ExitCode);
    }

    private static void AssertNames(CommandResult result, string file, int code)
    {
        Assert.True(result.ExitCode == code, $"{result.Line}: {result.ExitCode}\n{result.Text}");
        Assert.Contains(file, result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("backup", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Text, StringComparison.Ordinal);
    }
}
