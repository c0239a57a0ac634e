using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Layers;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Batch;

public sealed class BatchTests
{
    private const string Path = "/api/agents/batch";

    [Fact]
    public async Task Update_OfAQuery_IsWhatTheDryRunTold_AndNamesItselfOnEachHost()
    {
        await using var server = await TestServer.StartAsync();
        var agents = await EnrolAsync(server, "a", "b");
        const string order = """{"action":"update","query":"","version":"2.0.0","strategy":"all-at-once"$MORE}""";

        var told = await RunAsync(server, order.Replace("$MORE", ""), "?dry_run=1&force=1");
        Assert.Equal((2, 2), ((int)told["count"]!, (int)told["accepted"]!));
        Assert.Null(await FleetWalk.AskAsync(agents[0]));

        var done = await RunAsync(server, order.Replace("$MORE", ",\"expected_count\":2,\"message\":\"why not\""), "?force=1");

        Assert.Equal("a accepted, b accepted", Results(done));
        Assert.Equal("2.0.0", (string?)(await FleetWalk.AskAsync(agents[1]))!["agent"]!["version"]);
        var layer = await server.Operator.GetOkAsync("/api/v1/layers/host:a");
        Assert.Equal((1, "why not"), ((int)layer["revision"]!, (string?)layer["message"]));
        var events = await server.Operator.GetOkAsync("/api/v1/events?kind=desired&host=a");
        Assert.Equal("Agent 2.0.0 is desired on box (host:a, revision 1). why not (by operator initial)", (string?)events["events"]![0]!["message"]);
    }

    [Fact]
    public async Task Stop_StopsSubAgents_UntilStart_AlsoWhereAGroupStopsThem()
    {
        await using var server = await TestServer.StartAsync();
        var agent = (await EnrolAsync(server, "a"))[0];

        Assert.Equal("a accepted", Results(await RunAsync(server, Of("stop"))));
        Assert.Equal("a skipped", Results(await RunAsync(server, Of("stop"))));
        Assert.NotNull((await FleetWalk.AskAsync(agent))!["pause"]);

        Assert.Equal("a accepted", Results(await RunAsync(server, Of("start"))));
        Assert.Null((await FleetWalk.AskAsync(agent))!["pause"]);
        Assert.Equal("a skipped", Results(await RunAsync(server, Of("start"))));

        await new FleetWalk(server).PutAsync("fleet", """{"paused":true}""");
        Assert.NotNull((await FleetWalk.AskAsync(agent))!["pause"]);
        Assert.Equal("a accepted", Results(await RunAsync(server, Of("start"))));
        Assert.Null((await FleetWalk.AskAsync(agent))!["pause"]);
    }

    [Fact]
    public async Task Restart_IsACommand_AndDoneOnceUnderItsKey()
    {
        await using var server = await TestServer.StartAsync();
        await EnrolAsync(server, "a");
        const string body = """{"action":"restart","agent_ids":["a","none","a"]}""";

        var (_, first) = await server.Operator.SendAsync(HttpMethod.Post, Path, body, ("Idempotency-Key", "k"));
        var (_, again) = await server.Operator.SendAsync(HttpMethod.Post, Path, body, ("Idempotency-Key", "k"));

        Assert.Equal("a accepted, none refused", Results(first!));
        Assert.Equal(first!.ToJsonString(), again!.ToJsonString());
        var command = Assert.Single((await server.Operator.GetOkAsync("/api/v1/hosts/a/commands"))["commands"]!.AsArray())!;
        Assert.Equal((string?)first["results"]![0]!["command_id"], (string?)command["id"]);
        Assert.Equal("restart-agent", (string?)command["kind"]);
    }

    [Fact]
    public async Task DeleteDown_RemovesWhatIsOffline_AndNoOther()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agents = await EnrolAsync(server, "a", "b", "c");
        foreach (var agent in agents.Take(2)) await FleetWalk.AskAsync(agent);
        clock.Advance(TimeSpan.FromSeconds(15));
        await FleetWalk.AskAsync(agents[1]);
        clock.Advance(TimeSpan.FromSeconds(15));
        await Until.TrueAsync(async () => (string?)(await server.Operator.GetOkAsync("/api/v1/hosts/a"))["state"] == "offline");

        var told = await RunAsync(server, """{"action":"delete-down","query":""}""", "?dry_run=1");
        var done = await RunAsync(server, """{"action":"delete-down","query":"","expected_count":3}""");

        Assert.Equal("a accepted, b skipped, c skipped", Results(done));
        Assert.Equal(Results(told), Results(done));
        Assert.Equal(HttpStatusCode.NotFound, (await server.Operator.SendAsync(HttpMethod.Get, "/api/v1/hosts/a")).Status);
        Assert.Equal(HttpStatusCode.OK, (await server.Operator.SendAsync(HttpMethod.Get, "/api/v1/hosts/b")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await agents[0].SendAsync(agents[0].Heartbeat())).Status);
    }

    [Fact]
    public async Task Agents_AreNoOperators()
    {
        await using var server = await TestServer.StartAsync();
        var agent = (await EnrolAsync(server, "a"))[0];

        using var client = server.CreateClient();
        (await client.SendAsync(HttpMethod.Post, Path, Of("stop"), ("x-agent-id", agent.Id), ("x-agent-token", agent.Token)))
            .AssertProblem(HttpStatusCode.Unauthorized, "bad-token");
    }

    private static string Of(string action) => $$"""{"action":"{{action}}","agent_ids":["a"],"strategy":"all-at-once"}""";

    private static async Task<List<TestAgent>> EnrolAsync(TestServer server, params string[] ids)
    {
        var agents = new List<TestAgent>();
        foreach (var id in ids) agents.Add(await TestAgent.EnrolAsync(server, id));
        return agents;
    }

    private static async Task<JsonNode> RunAsync(TestServer server, string body, string words = "")
    {
        var (status, answer) = await server.Operator.SendAsync(HttpMethod.Post, Path + words, body);
        Assert.True(status == HttpStatusCode.OK, answer?.ToJsonString());
        return answer!;
    }

    private static string Results(JsonNode answer) =>
        string.Join(", ", answer["results"]!.AsArray().Select(result => $"{result!["agent_id"]} {result["result"]}"));
}
