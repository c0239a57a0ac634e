using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests.Security;

/// <summary>Until it is the sub-agent's user the launcher is root: no variable of a sub-agent is obeyed before.</summary>
[Collection(SettableCollection.Name)]
public sealed class LauncherTests(SettableFixture fixture)
{
    private const string Nobody = "65534";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sec_H1_LoaderVariablesOfASigner_AreNotObeyedAsRoot()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root starts a sub-agent as another user");
        var library = await fixture.BuildLibraryAsync("signed", Stop);
        var agent = await fixture.InstallAsync(Stop);
        try
        {
            await fixture.Fleet.OrderSubAgentsAsync(
                agent, [new() { ["name"] = SettableFixture.Bash, ["version"] = "1.0.0" }], Stop);
            await agent.WaitForSubAgentAsync(SettableFixture.Bash, Soon, Stop);
            (await agent.ServiceAsync(Stop, "stop")).MustSucceed();

            // As it was signed and installed by versions that let it.
            var file = Path.Combine(agent.Layout.SubAgentReleases(SettableFixture.Bash), "1.0.0", "subagent.json");
            var specification = JsonNode.Parse(await File.ReadAllTextAsync(file, Stop))!;
            specification["env"]!["LD_PRELOAD"] = library;
            await File.WriteAllTextAsync(file, specification.ToJsonString(), Stop);
            (await agent.ServiceAsync(Stop, "start")).MustSucceed();

            await agent.WaitForSubAgentAsync(SettableFixture.Bash, Soon, Stop);
            Assert.DoesNotContain("uid=0 ", SettableFixture.LoadedBy(library), StringComparison.Ordinal);
            var status = await agent.WaitForAsync(Role.Spm, "the fault names the variable",
                s => s.SubAgents.Any(a => a.Fault?.Contains("LD_PRELOAD", StringComparison.Ordinal) == true), Soon, Stop);
            Assert.Contains(status.SubAgents, a => a.Fault!.Contains("signed specification", StringComparison.Ordinal));
        }
        finally
        {
            await agent.ServiceAsync(CancellationToken.None, "uninstall");
        }
    }

    [Fact]
    public async Task Sec_H1_ThePassedEnvironment_IsTheProgramsAlone()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root starts a sub-agent as another user");
        var library = await fixture.BuildLibraryAsync("passed", Stop);
        var done = Path.Combine(fixture.Loot, "passed.done");
        using var environment = EnvironmentPipe.Fill(new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = library, ["PATH"] = "/bin:/usr/bin", ["MARK"] = "passed",
        });

        var pid = Spawn.Start(new SpawnRequest
        {
            Path = fixture.Fleet.Programs.Program("aops-launch"),
            Arguments =
            [
                "aops-launch", "child", "--user", Nobody, "--group", Nobody, "--groups", Nobody,
                "--environment", "passed", "--directory", "/", "--", "/bin/sh", "-c", $"echo $MARK >{done}",
            ],
            Environment = new Dictionary<string, string>(),
            PassedEnvironment = environment.Reader,
        });
        await Eventually.HoldsAsync("the program ends", Soon, () => ChildExit.TryReap(pid) is not null, Stop);

        Assert.Equal("passed\n", await File.ReadAllTextAsync(done, Stop));
        var loaded = SettableFixture.LoadedBy(library);
        Assert.Contains($"uid={Nobody} ", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("uid=0 ", loaded, StringComparison.Ordinal);
        Assert.DoesNotContain("aops-launch", loaded, StringComparison.Ordinal);
    }
}
