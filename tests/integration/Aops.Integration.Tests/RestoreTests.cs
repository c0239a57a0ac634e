using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Harness;

namespace Aops.Integration.Tests;

/// <summary>What the server says of hosts is taken back, by an older database and by a pause; their processes go on or wait.</summary>
public sealed class RestoreTests() : OwnFleetTest("restore")
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    protected override async Task SignAsync(ReleaseWorkshop workshop, PackageStage stage)
    {
        await workshop.AddAgentAsync(stage.Agent(PublishedPrograms.First), PublishedPrograms.First, Stop);
        await workshop.AddSubAgentAsync(
            stage.Script(FleetFixture.Ticker, "1.0.0", WaitingScript), FleetFixture.Ticker, "1.0.0", Stop);
    }

    [Theory]
    [InlineData("--adopt-hosts")]
    [InlineData("--impose")]
    public async Task Case_B03_DatabaseIsPutBack_HostsGoOn_ALaterLayerWins_AndTheRestWaitsForTheWord(string word)
    {
        var layer = $"/api/v1/layers/host:{await Agent.IdAsync(Stop)}";
        await PutAsync(layer, """{"settings":{"logLevel":"warning"}}""");
        await HoldsAsync("warning");
        await Fleet.Server.StopAsync();
        var copy = Path.Combine(Fleet.Server.Data, "copy.db");
        File.Copy(Path.Combine(Fleet.Server.Data, "aops.db"), copy);
        await Fleet.Server.StartAsync(Stop);
        await PutAsync(layer,
            $$"""{"settings":{"logLevel":"debug","heartbeatInterval":"2s"},"subAgents":[{"name":"{{FleetFixture.Ticker}}","version":"1.0.0"}]}""");
        var before = await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, Soon, Stop);
        var held = await HoldsAsync("debug");

        await Fleet.Server.KillAsync(Stop);
        foreach (var file in Directory.EnumerateFiles(Fleet.Server.Data, "aops.db*")) File.Delete(file);
        File.Move(copy, Path.Combine(Fleet.Server.Data, "aops.db"));
        await Fleet.Server.StartAsync(Stop);
        await PutAsync(layer, """{"settings":{"logLevel":"info"}}""");

        // The same number as the one that is lost, and not taken for it.
        var now = await HoldsAsync("info");
        Assert.Equal((long)held["revision"]!, (long)now["revision"]!);
        Assert.NotEqual((string)held["history"]!, (string)now["history"]!);
        Assert.Equal(before.Pid, (await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, Soon, Stop)).Pid);
        await ExplainedAsync("diverged");

        (await Fleet.Server.CommandAsync(Stop, "restore", word)).MustSucceed();

        await ExplainedAsync("in-step");
        Assert.Equal(word == "--impose" ? null : "2s", (string?)(await HoldsAsync("info"))["settings"]!["heartbeatInterval"]);
        // No layer lists sub-agents, so that those that are there stay as they are.
        Assert.Equal(before.Pid, (await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, Soon, Stop)).Pid);
    }

    [Fact]
    public async Task APause_StopsSubAgents_LeavesThePair_AndItsEndStartsThemAgain()
    {
        await PutAsync("/api/v1/layers/fleet", $$"""{"subAgents":[{"name":"{{FleetFixture.Ticker}}","version":"1.0.0"}]}""");
        await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, Soon, Stop);
        var pair = (Agent.MustFind(Role.Spm), Agent.MustFind(Role.Spa));

        await PatchAsync("""{"paused":true}""");
        await Agent.WaitForAsync(Role.Spm, "is paused",
            s => s.Agent.Paused is not null && s.SubAgents.All(a => a.State == ProcessState.Stopped), Soon, Stop);
        await ExplainedAsync("paused");
        var status = await Agent.ServiceAsync(Stop, "status");
        Assert.Contains("paused     layer fleet, revision 2, by initial: for the test", status.MustSucceed().Output, StringComparison.Ordinal);

        // Another spm finds the pause as it was.
        Agent.SendTo(Role.Spm, Native.Processes.Signal.SIGKILL);
        await Agent.WaitForSuccessorAsync(Role.Spm, pair.Item1, Soon, Stop);
        await Agent.WaitForAsync(Role.Spm, "is paused again",
            s => s.Agent.Paused is not null && s.SubAgents.All(a => a.State == ProcessState.Stopped), Soon, Stop);

        await PatchAsync("""{"paused":null}""");
        await Agent.WaitForSubAgentAsync(FleetFixture.Ticker, Soon, Stop);
        await ExplainedAsync("in-step");
        Assert.Equal(pair.Item2, Agent.MustFind(Role.Spa));
    }

    private Task PutAsync(string layer, string document) => WriteAsync(HttpMethod.Put, layer, document);

    private Task PatchAsync(string document) => WriteAsync(HttpMethod.Patch, "/api/v1/layers/fleet", document);

    private Task<JsonNode> WriteAsync(HttpMethod method, string layer, string document) => Fleet.Server.Api.SendAsync(
        method, layer,
        JsonNode.Parse($$"""{"document":{{document}},"message":"for the test","strategy":"all-at-once"}"""), Stop);

    // The desired state that the host has persisted, once it has a log level.
    private Task<JsonNode> HoldsAsync(string level) => Eventually.GetAsync($"the host holds {level}", Soon, async token =>
    {
        var held = JsonNode.Parse(await File.ReadAllTextAsync(Agent.Layout.Desired, token))!;
        return (string?)held["settings"]?["logLevel"] == level ? held : null;
    }, Stop);

    private async Task ExplainedAsync(string state)
    {
        var id = await Agent.IdAsync(Stop);
        await Eventually.GetAsync($"explain says {state}", Soon, async token =>
        {
            var told = await Fleet.Server.Api.SendAsync(HttpMethod.Get, $"/api/v1/hosts/{id}/explain", null, token);
            return (string?)told["state"] == state ? told : null;
        }, Stop);
    }
}
