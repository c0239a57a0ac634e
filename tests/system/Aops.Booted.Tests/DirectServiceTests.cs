using System.Text.RegularExpressions;
using Aops.Contracts;
using Aops.Harness;

namespace Aops.Booted.Tests;

public sealed class DirectServiceTests(Site site) : DirectTest(site)
{
    [Fact]
    public async Task Install_ChoosesTheDirectWayByItself()
    {
        Assert.Equal("direct", (await Agent.StatusAsync(Stop))["serviceManager"]!.GetValue<string>());
        (await Agent.Machine.RunAsync(Stop, "/opt/aops/bin/control", "status")).MustSucceed();
        var refused = await Agent.ServiceAsync(Stop, "install", "--service-manager", "systemd");
        Assert.Equal(ExitCodes.Usage, refused.ExitCode);
        Assert.Contains("systemd does not run this host", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/opt/aops/bin/aops-agent-service")]
    [InlineData("/opt/aops/bin/control")]
    public async Task Stop_EndsAlsoWhatHangs_UntilStart(string program)
    {
        await SignalAsync("STOP", await PidAsync(Role.Spm), await PidAsync(Role.Spa));

        (await Agent.Machine.RunAsync(Stop, program, "stop")).MustSucceed();

        await AssertDownAsync();
        (await Agent.Machine.RunAsync(Stop, program, "start")).MustSucceed();
        await Agent.WaitHealthyAsync(Stop);
    }

    [Fact]
    public Task SubAgentOfAnotherUser_ReachesItsProgramAndItsData() => AssertReachesItsOwnAsNobodyAsync();

    [Fact]
    public async Task Uninstall_LeavesNoProcessAndNoFile()
    {
        (await Agent.ServiceAsync(Stop, "uninstall")).MustSucceed();

        await AssertDownAsync();
        var left = await Agent.Machine.RunAsync(Stop, "find", "/", "-xdev", "-name", "*aops*");
        Assert.Equal("", left.Output.Trim());
        Assert.Equal("", (await Agent.Machine.RunAsync(Stop, "ls", "/run/aops")).Output.Trim());
    }

    [Fact]
    public async Task EveryProgram_StartsOnTheCLibraryOfDebian11()
    {
        Assert.Contains("2.31", (await Agent.Machine.RunAsync(Stop, "ldd", "--version")).Output, StringComparison.Ordinal);
        foreach (var program in PublishedPrograms.Find().Everything(PublishedPrograms.First).Where(f => !f.EndsWith(".so")))
        {
            var name = Path.GetFileName(program);
            File.Copy(program, Path.Combine(Agent.Machine.Root, "srv", name));

            var answer = (await Agent.Machine.RunAsync(Stop, "/srv/" + name, "--version")).MustSucceed();

            Assert.Matches($@"^{Regex.Escape(name)} 1\.0\.0 \(commit .*native AOT, linux-x64\)\n$", answer.Output);
        }
    }

    [Fact]
    public async Task MissingLibraries_AreNamedInASentence()
    {
        (await Agent.Machine.RunAsync(Stop, "sh", "-c",
            "rm -f /usr/lib/x86_64-linux-gnu/libssl.so*")).MustSucceed();
        var before = await PidAsync(Role.Spm);

        var refused = await Agent.ServiceAsync(Stop, "install");
        await SignalAsync("KILL", before);

        Assert.Equal(ExitCodes.Unavailable, refused.ExitCode);
        Assert.Contains("no OpenSSL", refused.Error, StringComparison.Ordinal);
        Assert.Contains("nothing was changed", refused.Error, StringComparison.Ordinal);
        await Eventually.HoldsAsync("spm says so", BootedAgent.Soon, () =>
            Agent.Files.LogTail().Contains("has no OpenSSL", StringComparison.Ordinal), Stop);
        // Status needs no library at all.
        var status = await Agent.StatusAsync(Stop);
        Assert.True(status["spa"]!["answers"]!.GetValue<bool>());
        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();
        (await Agent.ServiceAsync(Stop, "uninstall")).MustSucceed();
        Assert.False(Directory.Exists(Agent.Files.Layout.Opt));
    }
}
