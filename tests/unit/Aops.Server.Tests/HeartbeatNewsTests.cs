using System.Text.Json;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Server.Heartbeats;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

/// <summary>A heartbeat that tells nothing new writes only its time; the newest one is told all the same.</summary>
public sealed class HeartbeatNewsTests
{
    private static readonly HeartbeatRequest Before = new TestAgent(null!, "a", "t").Heartbeat();

    // Read again from JSON, as the server has them: no list is the same object.
    private static HeartbeatRequest Again(HeartbeatRequest heartbeat) => JsonSerializer.Deserialize(
        JsonSerializer.SerializeToUtf8Bytes(heartbeat, ContractsJson.Default.HeartbeatRequest),
        ContractsJson.Default.HeartbeatRequest)!;

    [Fact]
    public void NumberAndMeasuredValues_AreNoNews()
    {
        var now = Again(Before) with { Sequence = Before.Sequence + 1, Agent = Again(Before).Agent with { SpmRssBytes = 7, SpaRssBytes = 8 } };
        now.SubAgents = [.. now.SubAgents.Select(subAgent => subAgent with { RssBytes = 9, CpuMilliseconds = 10, Report = null })];

        Assert.False(HeartbeatNews.Has(WithoutReports(Before), now));
    }

    public static TheoryData<string> Changes => [.. Changed.Keys];

    private static readonly Dictionary<string, Func<HeartbeatRequest, HeartbeatRequest>> Changed = new()
    {
        ["revision"] = now => now with { Revision = 5 },
        ["interval"] = now => now with { IntervalSeconds = 77 },
        ["hostname"] = now => now with { Host = now.Host with { Hostname = "other" } },
        ["version"] = now => now with { Agent = now.Agent with { Version = "9.9.9" } },
        ["fault"] = now => now with { Agent = now.Agent with { Faults = ["something is wrong"] } },
        ["connection"] = now => now with { Agent = now.Agent with { Connection = new ConnectionReport { State = "proven" } } },
        ["pid"] = now => now with { Agent = now.Agent with { SpmPid = 4711 } },
        ["sub-agent gone"] = now => now with { SubAgents = [] },
        ["sub-agent state"] = now => now with { SubAgents = [now.SubAgents[0] with { State = Contracts.Wire.ProcessState.Failed }] },
        ["report"] = now => now with { SubAgents = [now.SubAgents[0] with { Report = JsonDocument.Parse("{}").RootElement }] },
    };

    [Theory, MemberData(nameof(Changes))]
    public void WhatIsTold_IsNews(string change) =>
        Assert.True(HeartbeatNews.Has(WithoutReports(Before), Changed[change](WithoutReports(Again(Before)))));

    [Fact]
    public async Task HeartbeatWithoutNews_IsShown_AndStoredOnceItTellsSomething()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        for (var i = 0; i < 3; i++) await agent.SendAsync(WithoutReports(agent.Heartbeat()));
        var shown = (long)(await server.Operator.GetOkAsync($"/api/fleet/{agent.Id}"))["heartbeat"]!["sequence"]!;

        await agent.SendAsync(WithoutReports(agent.Heartbeat(version: "2.0.0")));
        await server.StopAsync();
        await server.StartAgainAsync();

        var after = await server.Operator.GetOkAsync($"/api/fleet/{agent.Id}");
        Assert.Equal(3, shown);
        Assert.Equal((4, "2.0.0"), ((long)after["heartbeat"]!["sequence"]!, (string?)after["summary"]!["version"]));
    }

    private static HeartbeatRequest WithoutReports(HeartbeatRequest heartbeat) => heartbeat with
    {
        SubAgents = [.. heartbeat.SubAgents.Select(subAgent => subAgent with { Report = null })],
    };
}
