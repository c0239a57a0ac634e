using System.Text.Json.Nodes;
using Aops.Contracts.Wire;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Heartbeats;

/// <summary>Heartbeats that repeat the one before are told, answered and counted like any other.</summary>
public sealed class HeartbeatRepeatsTests
{
    // As a host sends them: what the server gave is shown again, and only measured values are others.
    private sealed class SteadyHost(TestAgent agent)
    {
        private long? _counter;
        private long _bytes = 1000;

        public async Task<JsonNode> SendAsync(long revision = 0, Func<HeartbeatRequest, HeartbeatRequest>? change = null)
        {
            var heartbeat = agent.Heartbeat(revision);
            heartbeat = heartbeat with
            {
                Host = heartbeat.Host with { Instance = new HostInstance { Boot = "b", Product = "p", Network = "n", Counter = _counter } },
                Agent = heartbeat.Agent with { SpmRssBytes = _bytes++ },
                SubAgents = [.. heartbeat.SubAgents.Select(subAgent => subAgent with { Report = null, CpuMilliseconds = _bytes })],
            };
            var (status, body) = await agent.SendAsync(change is null ? heartbeat : change(heartbeat));
            Assert.Equal(System.Net.HttpStatusCode.OK, status);
            _counter = (long)body!["counter"]!;
            return body;
        }

        public async Task SettleAsync()
        {
            for (var i = 0; i < 4; i++) await SendAsync();
        }
    }

    [Fact]
    public async Task NewestNumbers_AreShown_AndTheCounterGoesOn()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var host = new SteadyHost(agent);
        for (var i = 1; i <= 9; i++) Assert.Equal(i, (long)(await host.SendAsync())["counter"]!);

        var shown = (await server.Operator.GetOkAsync($"/api/fleet/{agent.Id}"))["heartbeat"]!;

        Assert.Equal((9, 1008, 1009, 8), ((long)shown["sequence"]!, (long)shown["agent"]!["spmRssBytes"]!,
            (long)shown["subAgents"]![0]!["cpuMilliseconds"]!, (long)shown["host"]!["instance"]!["counter"]!));
    }

    [Fact]
    public async Task WhatIsNews_IsToldAtOnce()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var host = new SteadyHost(agent);
        await host.SettleAsync();

        await host.SendAsync(change: heartbeat => heartbeat with { Agent = heartbeat.Agent with { Faults = ["the disk is full"] } });

        var shown = await server.Operator.GetOkAsync($"/api/fleet/{agent.Id}");
        Assert.Equal("the disk is full", (string?)shown["heartbeat"]!["agent"]!["faults"]![0]);
    }

    [Fact]
    public async Task ACopyOfTheHost_IsFoundAllTheSame()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var host = new SteadyHost(agent);
        await host.SettleAsync();
        var copy = new SteadyHost(agent);

        await copy.SendAsync();
        await host.SendAsync();
        var (status, problem) = await agent.SendAsync(agent.Heartbeat() with
        {
            Host = TestAgent.Host() with { Instance = new HostInstance { Boot = "b", Product = "p", Network = "n", Counter = 2 } },
        });

        var events = await server.Operator.GetOkAsync("/api/v1/events?limit=50");
        Assert.Contains("older state", events.ToJsonString(), StringComparison.Ordinal);
        Assert.True(status is System.Net.HttpStatusCode.OK or System.Net.HttpStatusCode.Conflict, problem?.ToJsonString());
    }

    [Fact]
    public async Task DesiredStateThatChanges_ReachesTheHost_WithItsNextHeartbeat()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var host = new SteadyHost(agent);
        await host.SettleAsync();

        await server.Operator.SendAsync(HttpMethod.Put, "/api/desired", """{"settings":{"pingInterval":"2s"}}""");
        var answer = await host.SendAsync();

        Assert.NotNull(answer["desired"]);
    }

    [Fact]
    public async Task HostThatEnrolledAgain_IsStoredWhole()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var host = new SteadyHost(agent);
        await host.SettleAsync();
        await server.Operator.SendAsync(HttpMethod.Delete, $"/api/fleet/{agent.Id}", "");

        var (status, _) = await agent.SendAsync(agent.Heartbeat());

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, status);
    }
}
