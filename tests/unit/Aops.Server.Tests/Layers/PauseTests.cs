using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Layers;

/// <summary>An operator stops the sub-agents of the fleet, of a group or of a host, and lets them run again.</summary>
public sealed class PauseTests : IAsyncLifetime
{
    private TestServer _server = null!;
    private FleetWalk _walk = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync();
        _walk = new FleetWalk(_server);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task AGroupIsPaused_AHostOfItIsLetRun_AndTheRevertResumes()
    {
        var hosts = await _walk.EnrolAsync(2, """{"tier":"web"}""");
        await _walk.CreateGroupAsync("web", 20, "tier=web");
        await _walk.PutAsync("fleet", """{"subAgents":[{"name":"host-metrics","version":"1.0.0"}]}""");

        var (status, _) = await _walk.PatchAsync("group:web", """{"paused":true}""");
        await _walk.PutAsync($"host:{hosts[1].Id}", """{"paused":false}""");

        Assert.Equal(HttpStatusCode.OK, status);
        var told = (await FleetWalk.AskAsync(hosts[0]))!;
        Assert.Equal("layer group:web, revision 1, by initial: patched", (string?)told["pause"]!["reason"]);
        Assert.Single(told["subAgents"]!.AsArray());
        Assert.Null((await FleetWalk.AskAsync(hosts[1]))!["pause"]);

        var explained = await TellPausedAsync(hosts[0], told);
        Assert.Equal("paused", (string?)explained["state"]);
        Assert.Equal("Its sub-agents are stopped: layer group:web, revision 1, by initial: patched.", (string?)explained["why"]);
        var field = explained["should"]!["fields"]!.AsArray().Single(entry => (string)entry!["field"]! == "paused")!;
        Assert.Equal(("true", "from group web, revision 1"), ((string?)field["value"], (string?)field["from"]));

        await _walk.PatchAsync("group:web", """{"paused":null}""");
        Assert.Null((await FleetWalk.AskAsync(hosts[0]))!["pause"]);
    }

    private async Task<JsonNode> TellPausedAsync(TestAgent agent, JsonNode told)
    {
        var heartbeat = agent.Heartbeat((long)told["revision"]!);
        var (status, _) = await agent.SendAsync(heartbeat with
        {
            Agent = heartbeat.Agent with { Paused = (string?)told["pause"]!["reason"] },
        });
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("layer group:web, revision 1, by initial: patched",
            (string?)(await _server.Operator.GetOkAsync($"/api/fleet/{agent.Id}"))["summary"]!["paused"]);
        return await _server.Operator.GetOkAsync($"/api/v1/hosts/{agent.Id}/explain");
    }
}
