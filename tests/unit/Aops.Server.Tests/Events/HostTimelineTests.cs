using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Layers;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Events;

/// <summary>What happened to one host, who did it, and what it follows from.</summary>
public sealed class HostTimelineTests
{
    private const string Path = "/api/v1/hosts/a/timeline";

    [Fact]
    public async Task Timeline_IsNewestFirst_WithActorsAndCauses()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server, "a");
        await TestAgent.EnrolAsync(server, "b");
        await TellAsync(agent, 0, "1.0.0");
        await server.Operator.SendAsync(HttpMethod.Patch, "/api/v1/hosts/a/labels", """{"env":"prod"}""");
        var fleet = new FleetWalk(server);
        await fleet.PutAsync("fleet", """{"agent":{"version":"2.0.0"}}""");
        await fleet.PutAsync("host:a", """{"agent":{"version":"3.0.0"}}""");
        var told = (long)(await FleetWalk.AskAsync(agent))!["revision"]!;
        await TellAsync(agent, told, "3.0.0");

        var events = await WaitAsync(server, 6);

        Assert.Equal(["version-changed", "desired", "labels", "sub-agent", "online", "enrolled"], events.Select(Kind));
        Assert.Equal(("host:a", 1), Cause(events[0]));
        Assert.Null(events[0]["actor"]);
        Assert.Equal(("host:a", 1), Cause(events[1]));
        Assert.Equal("initial", (string?)events[1]["actor"]);
        Assert.Equal("initial", (string?)events[2]["actor"]);
        Assert.Null(events[2]["cause"]);
    }

    [Fact]
    public async Task AVersionThatNoLayerSaid_OrAnEarlierState_HasNoCause()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server, "a");
        await TellAsync(agent, 0, "1.0.0");
        await new FleetWalk(server).PutAsync("fleet", """{"agent":{"version":"2.0.0"}}""");
        var told = (long)(await FleetWalk.AskAsync(agent))!["revision"]!;

        await TellAsync(agent, told, "1.5.0");
        await TellAsync(agent, told - 1, "2.0.0");

        var events = await WaitAsync(server, 5);
        Assert.Equal(["version-changed", "version-changed"], events.Take(2).Select(Kind));
        Assert.All(events.Take(2), entry => Assert.Null(entry["cause"]));
    }

    [Fact]
    public async Task Pages_GoOnByTheirCursor_AndARemovedHostHasOne()
    {
        await using var server = await TestServer.StartAsync();
        await TestAgent.EnrolAsync(server, "a");
        foreach (var value in new[] { "1", "2" })
            await server.Operator.SendAsync(HttpMethod.Patch, "/api/v1/hosts/a/labels", $$"""{"x":"{{value}}"}""");
        Assert.Equal(HttpStatusCode.NoContent,
            (await server.Operator.SendAsync(HttpMethod.Delete, "/api/v1/hosts/a")).Status);
        await WaitAsync(server, 4);

        var first = await server.Operator.GetOkAsync($"{Path}?limit=3");
        var second = await server.Operator.GetOkAsync($"{Path}?limit=3&cursor={(string)first["next"]!}");

        Assert.Equal(["removed", "labels", "labels"], first["events"]!.AsArray().Select(Kind));
        Assert.Equal(["enrolled"], second["events"]!.AsArray().Select(Kind));
        Assert.Null(second["next"]);
    }

    private static string Kind(JsonNode? entry) => (string)entry!["kind"]!;

    private static (string?, int) Cause(JsonNode? entry) =>
        ((string?)entry!["cause"]!["layer"], (int)entry["cause"]!["revision"]!);

    private static async Task TellAsync(TestAgent agent, long held, string version) =>
        Assert.Equal(HttpStatusCode.OK, (await agent.SendAsync(agent.Heartbeat(held, version: version))).Status);

    // Events are stored after the answer.
    private static async Task<List<JsonNode>> WaitAsync(TestServer server, int count)
    {
        List<JsonNode> events = [];
        await Until.TrueAsync(async () =>
        {
            events = [.. (await server.Operator.GetOkAsync(Path))["events"]!.AsArray().Select(entry => entry!)];
            return events.Count >= count;
        });
        return events;
    }
}
