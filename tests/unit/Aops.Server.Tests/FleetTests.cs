using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
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
