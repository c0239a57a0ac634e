using System.Text.Json;
using Aops.Contracts;
using Aops.Harness;
using Aops.Native.Processes;

namespace Aops.Integration.Tests;

public sealed class InstallTests(FleetFixture fixture) : AgentTest(fixture)
{
    [Fact]
    public async Task CurlLine_ListsTheAgentAsOnline()
    {
        var id = await Agent.IdAsync(Stop);

        var agent = await Fleet.Server.Api.GetAgentAsync(id, Stop);

        var summary = agent["summary"]!;
        Assert.Equal("online", summary["state"]!.GetValue<string>());
        Assert.Equal(PublishedPrograms.First, summary["version"]!.GetValue<string>());
    }

    [Fact]
    public async Task Status_IsReadableForPrograms()
    {
        var status = (await Agent.ServiceAsync(Stop, "status", "--json")).MustSucceed();

        using var json = JsonDocument.Parse(status.Output);
        Assert.Equal(JsonValueKind.Object, json.RootElement.ValueKind);
    }

    [Fact]
    public async Task SecondInstall_KeepsIdentityAndSettings()
    {
        var id = await Agent.IdAsync(Stop);
        Agent.EditConf(("heartbeatInterval", "17s"));

        var second = await Fleet.CurlInstallAsync(Agent, await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop), Stop);

        second.MustSucceed();
        await Agent.WaitForPairAsync(Soon, Stop);
        Assert.Equal(id, await Agent.IdAsync(Stop));
        Assert.Contains("heartbeatInterval: 17s", await File.ReadAllTextAsync(Agent.Layout.Conf, Stop));
    }

    [Fact]
    public async Task SecondInstall_WhileThePairIsDead_Cures()
    {
        await RunTickerAsync();
        foreach (var role in new[] { Role.Spa, Role.Spm })
            if (Agent.ProcessOf(role) is { } process) Signal.Send(process.Pid, Signal.SIGKILL);
        File.Delete(Agent.Layout.SlotProgram(PublishedPrograms.First, Role.Spm));

        var second = await Fleet.CurlInstallAsync(Agent, await Fleet.Server.Api.CreateEnrolmentTokenAsync(Stop), Stop);

        second.MustSucceed();
        await AssertOneOfEachAsync();
    }

    [Fact]
    public async Task Uninstall_LeavesNoFileAndNoProcess()
    {
        await RunTickerAsync();

        (await Agent.ServiceAsync(Stop, "uninstall")).MustSucceed();

        Assert.Empty(Agent.Leftovers());
        Assert.Empty(ProcessesWithin.Find(Agent.Layout.Root));
    }

    [Fact]
    public async Task Uninstall_KeepsWhatItIsAskedToKeep()
    {
        var id = await Agent.IdAsync(Stop);

        (await Agent.ServiceAsync(Stop, "uninstall", "--keep-data")).MustSucceed();

        Assert.True(File.Exists(Agent.Layout.Conf));
        Assert.Contains(id, await File.ReadAllTextAsync(Agent.Layout.Identity, Stop));
        Assert.False(Directory.Exists(Agent.Layout.Opt));
    }

    [Fact]
    public async Task Uninstall_Twice_SaysThatNothingIsThere()
    {
        var program = Path.Combine(Fleet.Root.Folder("tools"), $"service-{Path.GetFileName(Agent.Layout.Root)}");
        File.Copy(Agent.Layout.ServiceProgram, program);
        (await Command.RunAsync(program, ["uninstall", "--root", Agent.Layout.Root], Stop)).MustSucceed();

        var second = await Command.RunAsync(program, ["uninstall", "--root", Agent.Layout.Root], Stop);

        Assert.Equal(ExitCodes.Ok, second.ExitCode);
        Assert.Contains("nothing", second.Text);
    }

    [Theory]
    [InlineData("var/log/aops")]
    [InlineData("var/lib/aops/packages")]
    [InlineData("var/lib/aops/subagents")]
    [InlineData("run/aops")]
    public async Task MissingFolder_IsMadeAgainAtTheNextStart(string folder)
    {
        (await Agent.ServiceAsync(Stop, "stop")).MustSucceed();
        var path = Path.Combine(Agent.Layout.Root, folder);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);

        (await Agent.ServiceAsync(Stop, "start")).MustSucceed();

        await AssertOneOfEachAsync();
        await RunTickerAsync();
    }
}
