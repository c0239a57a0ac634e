using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

public sealed class CommandTests
{
    private const string Result = """{"outcome":"succeeded","message":"restarted","at":"2026-01-01T00:00:00Z"}""";

    [Fact]
    public async Task WithoutResult_IsSentAgainLater()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);
        var id = await OrderAsync(server, agent, """{"kind":"rollback"}""");

        Assert.Equal([id], Ids(await agent.BeatAsync()));
        Assert.Empty(Ids(await agent.BeatAsync()));
        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal([id], Ids(await agent.BeatAsync()));
    }

    [Fact]
    public async Task Expired_IsNotSent()
    {
        var clock = new ManualClock();
        await using var server = await TestServer.StartAsync(clock);
        var agent = await TestAgent.EnrolAsync(server);
        await OrderAsync(server, agent, """{"kind":"rollback","ttlSeconds":60}""");

        clock.Advance(TimeSpan.FromSeconds(60));

        Assert.Empty(Ids(await agent.BeatAsync()));
        Assert.Equal("expired", (string?)(await ListAsync(server, agent))[0]!["state"]);
    }

    [Fact]
    public async Task ResultAndLog_AreKept_AndARepeatedResultIsNoFault()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var id = await OrderAsync(server, agent, """{"kind":"collect-log","lines":10}""");
        await agent.BeatAsync();

        await agent.PostAsync($"/api/agents/commands/{id}/log", """{"text":"one\n"}""");
        await agent.PostAsync($"/api/agents/commands/{id}/log", """{"text":"two\n"}""");
        var first = await agent.PostAsync($"/api/agents/commands/{id}/result", Result);
        var again = await agent.PostAsync($"/api/agents/commands/{id}/result", Result.Replace("succeeded", "failed"));

        Assert.Equal(HttpStatusCode.NoContent, first.Status);
        Assert.Equal(HttpStatusCode.NoContent, again.Status);
        var command = (await ListAsync(server, agent))[0]!;
        Assert.Equal("ended", (string?)command["state"]);
        Assert.Equal("succeeded", (string?)command["result"]!["outcome"]);
        Assert.Equal("one\ntwo\n", (string?)command["log"]);
    }

    [Fact]
    public async Task ResultOfAnotherAgentsCommand_IsNotFound()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var other = await TestAgent.EnrolAsync(server);
        var id = await OrderAsync(server, agent, """{"kind":"rollback"}""");

        (await other.PostAsync($"/api/agents/commands/{id}/result", Result))
            .AssertProblem(HttpStatusCode.NotFound, "no-such-command");
    }

    [Fact]
    public async Task RestartSubAgent_MustNameIt()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);

        (await server.Operator.SendAsync(
            HttpMethod.Post, $"/api/fleet/{agent.Id}/commands", """{"kind":"restart-sub-agent"}"""))
            .AssertProblem(HttpStatusCode.UnprocessableEntity, "invalid");
    }

    private static async Task<string> OrderAsync(TestServer server, TestAgent agent, string body)
    {
        var (status, command) = await server.Operator.SendAsync(
            HttpMethod.Post, $"/api/fleet/{agent.Id}/commands", body);
        Assert.Equal(HttpStatusCode.Accepted, status);
        return (string)command!["id"]!;
    }

    private static async Task<JsonArray> ListAsync(TestServer server, TestAgent agent) =>
        (await server.Operator.GetOkAsync($"/api/fleet/{agent.Id}/commands"))["commands"]!.AsArray();

    private static string[] Ids(JsonNode reply) =>
        [.. reply["commands"]!.AsArray().Select(command => (string)command!["id"]!)];
}
