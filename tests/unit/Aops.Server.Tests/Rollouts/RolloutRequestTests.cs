using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Access;
using Aops.Server.Tests.Layers;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Rollouts;

/// <summary>The requests of an operator, and what agents are told by them.</summary>
public sealed class RolloutRequestTests : IAsyncLifetime
{
    private const string All = """{"name":"all-at-once"}""";

    private TestServer _server = null!;

    private HttpClient Operator => _server.Operator;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task WaitingHost_IsTold_WhenItIsOrdered_AndSaysSoInItsExplanation()
    {
        var agent = await TestAgent.EnrolAsync(_server, "a");
        var waiting = await agent.HoldAsync();
        var id = await CreateAsync("warning");

        await StartAsync(id);

        var (_, reply) = await waiting.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("warning", (string?)reply!["desired"]!["settings"]!["logLevel"]);
        var explained = (await Operator.GetOkAsync("/api/v1/hosts/a/explain"))["rollout"]!;
        Assert.Equal((id, "ordered", "running"),
            ((string?)explained["id"], (string?)explained["state"], (string?)explained["rolloutState"]));
        await SpeakAsync(agent, (long)reply["desired"]!["revision"]!);
        await UntilAsync(id, "completed");
        var host = (await Operator.GetOkAsync($"/api/v1/rollouts/{id}/hosts?state=succeeded"))["hosts"]![0]!;
        Assert.Equal(("a", "box", "Has what it should."),
            ((string?)host["id"], (string?)host["hostname"], (string?)host["why"]));
    }

    [Fact]
    public async Task WithdrawnOrder_WakesTheHostThatWaits()
    {
        var agent = await TestAgent.EnrolAsync(_server, "a");
        await agent.SendAsync(agent.Heartbeat());
        var made = await DoAsync("/api/v1/rollouts?force", """{"layer":"fleet","patch":{"agent":{"version":"2.0.0"}}}""");
        var id = (string)made!["rollout"]!["id"]!;
        await StartAsync(id);
        var told = await FleetWalk.WaitForAsync(agent, desired => (string?)desired["agent"]?["version"] == "2.0.0");
        var waiting = await agent.HoldAsync((long)told["revision"]!);

        await DoAsync($"/api/v1/rollouts/{id}/abort", """{"reason":"enough"}""");

        var (_, reply) = await waiting.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Null(reply!["desired"]!["agent"]);
        await UntilAsync(id, "aborted");
    }

    [Fact]
    public async Task StartOfAFleetThatHasGrown_IsRefused_UntilItIsPlannedAgain()
    {
        await TestAgent.EnrolAsync(_server, "a", "aa01");
        var id = await CreateAsync("warning");
        await TestAgent.EnrolAsync(_server, "b", "bb01");
        var hash = await HashAsync(id);

        var (status, problem) = await Operator.SendAsync(HttpMethod.Post, $"/api/v1/rollouts/{id}/start", $$"""{"planHash":"{{hash}}"}""");

        Assert.Equal((HttpStatusCode.Conflict, "plan-changed"), (status, (string?)problem!["code"]));
        await DoAsync($"/api/v1/rollouts/{id}/plan");
        await StartAsync(id);
    }

    [Fact]
    public async Task WriteOfTheLayer_SaysWhichRolloutEndsByIt()
    {
        await TestAgent.EnrolAsync(_server, "a");
        var id = await CreateAsync("warning");
        await StartAsync(id);

        var written = await new FleetWalk(_server).PutAsync("fleet", """{"settings":{"logLevel":"debug"}}""");

        Assert.Equal(id, (string?)written["superseded"]![0]);
        await UntilAsync(id, "superseded");
        var events = await Operator.GetOkAsync("/api/v1/events?after=0&kind=rollout");
        Assert.Contains(events["events"]!.AsArray(), one => (string?)one!["cause"]?["rollout"] == id);
    }

    [Fact]
    public async Task Undo_TakesHostsBackToWhatTheLayerSaidBefore()
    {
        var agent = await TestAgent.EnrolAsync(_server, "a");
        await agent.SendAsync(agent.Heartbeat());
        await new FleetWalk(_server).PutAsync("fleet", """{"settings":{"logLevel":"info"}}""");
        var id = await CreateAsync("warning");
        await StartAsync(id);
        await UntilHostAsync(id, "ordered");
        await HoldAllAsync(agent);
        await UntilAsync(id, "completed");

        var undo = await DoAsync($"/api/v1/rollouts/{id}/undo", """{"reason":"too quiet"}""");

        var back = (string)undo!["rollout"]!["id"]!;
        await FleetWalk.WaitForAsync(agent, desired => (string?)desired["settings"]?["logLevel"] == "info");
        await DoAsync($"/api/v1/rollouts/{back}/pause");
        Assert.Equal(("rolling-back", back), await StateAsync(id, "undoneBy"));
        await DoAsync($"/api/v1/rollouts/{back}/abort");
        await UntilAsync(id, "aborted");
    }

    [Fact]
    public async Task LargeRollout_WaitsForAnotherPerson()
    {
        await TestAgent.EnrolAsync(_server, "a");
        var id = await CreateAsync("warning", """{"name":"all-at-once","approval":{"oneFromHosts":1}}""");
        await StartAsync(id);
        Assert.Equal("awaiting-approval", (await StateAsync(id, "state")).State);

        Assert.Equal(HttpStatusCode.Conflict, (await Operator.SendAsync(HttpMethod.Post, $"/api/v1/rollouts/{id}/approve")).Status);
        using var other = await _server.AddKeyAsync("other", """[{"role":"operator"}]""");
        Assert.Equal(HttpStatusCode.OK, (await other.SendAsync(HttpMethod.Post, $"/api/v1/rollouts/{id}/approve")).Status);

        await UntilAsync(id, "running");
    }

    [Fact]
    public async Task ServerThatStartsAgain_GoesOn()
    {
        var agent = await TestAgent.EnrolAsync(_server, "a");
        await agent.SendAsync(agent.Heartbeat());
        var id = await CreateAsync("warning");
        await StartAsync(id);
        await UntilHostAsync(id, "ordered");

        await _server.StopAsync();
        await _server.StartAgainAsync();
        await HoldAllAsync(agent);

        await UntilAsync(id, "completed");
        var host = (await Operator.GetOkAsync($"/api/v1/rollouts/{id}/hosts"))["hosts"]![0]!;
        Assert.Equal(1, (int)host["attempt"]!);
    }

    private async Task<string> CreateAsync(string level, string strategy = All)
    {
        var made = await DoAsync("/api/v1/rollouts",
            $$$"""{"layer":"fleet","patch":{"settings":{"logLevel":"{{{level}}}"}},"strategy":{{{strategy}}},"reason":"a test"}""");
        return (string)made!["rollout"]!["id"]!;
    }

    private async Task<string> HashAsync(string id) =>
        (string)(await Operator.GetOkAsync($"/api/v1/rollouts/{id}"))["plan"]!["planHash"]!;

    private async Task StartAsync(string id) =>
        await DoAsync($"/api/v1/rollouts/{id}/start", $$"""{"planHash":"{{await HashAsync(id)}}"}""");

    private async Task<JsonNode?> DoAsync(string path, string? body = null)
    {
        var (status, answer) = await Operator.SendAsync(HttpMethod.Post, path, body);
        Assert.True((int)status is >= 200 and < 300, $"{path}: {status} {answer?.ToJsonString()}");
        return answer;
    }

    private static Task SpeakAsync(TestAgent agent, long revision) => agent.SendAsync(agent.Heartbeat(revision));

    // Takes in what it is told, and tells that it holds it.
    private static async Task HoldAllAsync(TestAgent agent)
    {
        var told = await FleetWalk.WaitForAsync(agent, desired => (string?)desired["settings"]?["logLevel"] == "warning");
        await SpeakAsync(agent, (long)told["revision"]!);
    }

    private async Task<(string? State, string? Other)> StateAsync(string id, string other)
    {
        var rollout = (await Operator.GetOkAsync($"/api/v1/rollouts/{id}"))["rollout"]!;
        return ((string?)rollout["state"], (string?)rollout[other]);
    }

    private Task UntilAsync(string id, string state) =>
        Until.TrueAsync(async () => (await StateAsync(id, "state")).State == state);

    private Task UntilHostAsync(string id, string state) => Until.TrueAsync(async () =>
        (await Operator.GetOkAsync($"/api/v1/rollouts/{id}"))["rollout"]!["counts"]![state] is not null);
}
