using Aops.Contracts;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>What can fail on a host fails before its enrolment token is spent, or the registration is taken back.</summary>
public sealed class SpentTokenTests(FleetFixture fixture) : HostKindTest(fixture)
{
    /// <summary>What keeps an install from working here is found before the token is spent at the server.</summary>
    [Theory]
    [InlineData("no inodes", "size=1g,nr_inodes=60,mode=755", "inodes")]
    [InlineData("noexec", "size=1g,noexec,mode=755", "noexec")]
    [InlineData("read-only", "size=1g,ro,mode=755", "cannot be written to")]
    [InlineData("no room", "size=8m,mode=755", "free")]
    public async Task Case_B17_HostThatCannotTakeIt_SaysSo_AndTheTokenIsGoodAfterwards(
        string kind, string options, string word)
    {
        SkipUnlessRoot();
        var agent = Fleet.NewHost();
        var opt = Directory.CreateDirectory(Path.Combine(agent.Layout.Root, "opt")).FullName;
        await using var host = await StartAsync($"mount -t tmpfs -o {options} tmpfs {opt}");
        var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
        string[] words = [.. InstallWords(agent, token), "--agent-id", $"b17-{word.Replace(' ', '-')}"];
        try
        {
            var refused = await host.RunAsync(
                Service, words, NoVariables, Stop);

            Assert.True(refused.ExitCode is ExitCodes.CannotWrite or ExitCodes.OsError or ExitCodes.Failure,
                $"{kind}: {refused.ExitCode}\n{refused.Text}");
            Assert.Contains(word, refused.Error, StringComparison.Ordinal);
            await AssertNotInFleetAsync(words[^1]);
            Assert.Equal("", (await host.ShellAsync($"find {agent.Layout.Root} -type f", Stop)).Text);

            await host.ShellAsync($"umount {opt}", Stop);
            (await host.RunAsync(
                Service, words, NoVariables, Stop)).MustSucceed();
            Assert.Equal(words[^1], await agent.IdAsync(Stop));
            (await agent.ServiceAsync(Stop, "uninstall")).MustSucceed();
        }
        finally
        {
            ProcessesWithin.KillAll(agent.Layout.Root);
        }
    }

    /// <summary>What fails after the registration takes it back.</summary>
    [Fact]
    public async Task Case_B17_VersionThatIsNotThere_TheTokenIsGoodAfterwards()
    {
        var agent = Fleet.NewHost();
        var token = await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop);
        string[] words = [.. InstallWords(agent, token), "--agent-id", "b17-late", "--version"];

        var refused = await Command.RunAsync(Service, [.. words, "77.0.0"], Stop);

        Assert.Equal(ExitCodes.NoInput, refused.ExitCode);
        Assert.EndsWith("the enrolment token can be used again\n", refused.Error, StringComparison.Ordinal);
        await AssertNotInFleetAsync("b17-late");
        refused = await Command.RunAsync(Service, [.. words, "78.0.0"], Stop);
        Assert.Contains("78.0.0", refused.Error, StringComparison.Ordinal);
    }

    private async Task AssertNotInFleetAsync(string id) => Assert.DoesNotContain(
        await Fleet.Server.Api.ListAgentsAsync(Stop), agent => agent!["id"]!.GetValue<string>() == id);
}
