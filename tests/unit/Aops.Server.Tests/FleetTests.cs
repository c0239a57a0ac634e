using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

public sealed class FleetTests
{
    [Fact]
    public async Task List_IsPaged()
    {
        await using var server = await TestServer.StartAsync();
        foreach (var id in new[] { "c", "a", "b" }) await TestAgent.EnrolAsync(server, id);

        var first = await server.Operator.GetOkAsync("/api/fleet?limit=2");
        var second = await server.Operator.GetOkAsync($"/api/fleet?limit=2&after={(string?)first["next"]}");

        Assert.Equal(["a", "b"], Ids(first));
        Assert.Equal(["c"], Ids(second));
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task Detail_HasTheReportsOfSubAgents_TheListHasNot()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        await agent.BeatAsync();

        var list = await server.Operator.GetOkAsync("/api/fleet");
        var detail = await server.Operator.GetOkAsync($"/api/fleet/{agent.Id}");

        Assert.Null(list["agents"]![0]!["subAgents"]![0]!["report"]);
        Assert.Equal(12.5, (double)detail["heartbeat"]!["subAgents"]![0]!["report"]!["cpu"]!["usedPercent"]!);
    }

    [Fact]
    public async Task Batch_AnswersEachEntryOnItsOwn()
    {
        await using var server = await TestServer.StartAsync();
        var good = await TestAgent.EnrolAsync(server);
        var bad = await TestAgent.EnrolAsync(server);
        BatchEntry[] entries =
        [
            new() { AgentId = good.Id, AgentToken = good.Token, Heartbeat = good.Heartbeat(hold: 60) },
            new() { AgentId = bad.Id, AgentToken = "wrong", Heartbeat = bad.Heartbeat() },
            new() { AgentId = bad.Id, AgentToken = bad.Token, Heartbeat = bad.Heartbeat(interval: 0) },
        ];

        var (status, body) = await server.Anybody.SendAsync(HttpMethod.Post, "/api/agents/batch",
            JsonSerializer.Serialize(entries, ContractsJson.Default.BatchEntryArray));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal([200, 401, 200], body!.AsArray().Select(entry => (int)entry!["status"]!));
        Assert.NotNull(body[0]!["reply"]!["serverTime"]);
        Assert.Equal("online", await good.StateAsync());
        Assert.Equal("online", await bad.StateAsync());
    }

    [Fact]
    public async Task Events_TellOfUpgradesAndSubAgents_AndCanBeWaitedFor()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        await agent.BeatAsync();
        long last = 0;
        await Until.TrueAsync(async () =>
        {
            var page = await server.Operator.GetOkAsync("/api/events?after=0");
            last = (long)page["next"]!;
            return page["events"]!.AsArray().Any(entry => (string?)entry!["kind"] == "sub-agent");
        });
        var waiting = server.Operator.GetOkAsync($"/api/events?after={last}&wait=30");
        var beat = agent.Heartbeat();
        await agent.SendAsync(beat with
        {
            Agent = beat.Agent with
            {
                Upgrade = new UpgradeReport
                {
                    From = "1.0.0", To = "2.0.0", Phase = UpgradePhase.RolledBack,
                    Reason = "it crashed 3 times", At = DateTimeOffset.UnixEpoch,
                },
            },
        });

        var news = (await waiting)["events"]![0]!;

        Assert.Equal("upgrade", (string?)news["kind"]);
        Assert.Contains("rolled-back: it crashed 3 times", (string?)news["message"], StringComparison.Ordinal);
    }

    private static string[] Ids(JsonNode page) =>
        [.. page["agents"]!.AsArray().Select(agent => (string)agent!["id"]!)];
}
