using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Heartbeats;

/// <summary>A fault of a sub-agent is one of its host, wherever those are counted, listed, found and explained.</summary>
public sealed class SubAgentFaultTests
{
    private const string Refused = "not applied, it goes on as signed: EVERY has a value that does not match '[0-9]'";

    [Fact]
    public async Task FaultOfASubAgent_CountsAsOneOfItsHost()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        await SendAsync(server, agent, null);
        Assert.Equal((0, 0), await CountAsync(server, agent));

        await SendAsync(server, agent, Refused);
        await SendAsync(server, agent, Refused);

        Assert.Equal((1, 1), await CountAsync(server, agent));
        var detail = await server.Operator.GetOkAsync($"/api/fleet/{agent.Id}");
        Assert.Equal([$"sub-agent host-metrics: {Refused}"], Texts(detail["summary"]!["faults"]));
        Assert.Equal(Refused, (string?)detail["heartbeat"]!["subAgents"]![0]!["fault"]);
        await Until.TrueAsync(async () => await CountEventsAsync(server) == 1);

        await SendAsync(server, agent, null);
        Assert.Equal((0, 0), await CountAsync(server, agent));
    }

    [Fact]
    public async Task RefusedSetting_IsExplained_WithWhatIsToBeDone()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        await server.Operator.PutOkAsync(
            "/api/desired?force", """{"subAgents":[{"name":"host-metrics","version":"1.0.0","env":{"EVERY":"100000"}}]}""");

        await SendAsync(server, agent, Refused);

        var explained = await server.Operator.GetOkAsync($"/api/v1/hosts/{agent.Id}/explain");
        Assert.Equal("faults", (string?)explained["state"]);
        Assert.Contains(Refused, (string?)explained["why"]);
        Assert.Contains("Nothing happens by itself", (string?)explained["next"]);
        Assert.Contains("host-metrics", (string?)explained["next"]);
        Assert.Equal([$"sub-agent host-metrics: {Refused}"], Texts(explained["is"]!["faults"]));
    }

    // As versions of the suite that put them among its own faults as well, and as those that have many.
    [Fact]
    public async Task FaultThatIsToldTwice_IsOne_AndAllStayWithinTheLimit()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var heartbeat = agent.Heartbeat();
        heartbeat.SubAgents = [heartbeat.SubAgents[0] with { Fault = "it hangs" }];
        heartbeat.Agent.Faults = ["sub-agent host-metrics: it hangs"];
        await agent.SendAsync(heartbeat);
        Assert.Equal((1, 1), await CountAsync(server, agent));

        heartbeat = agent.Heartbeat();
        heartbeat.SubAgents =
        [
            .. Enumerable.Range(0, Limits.FaultsMax + 1).Select(i =>
                heartbeat.SubAgents[0] with { Name = $"a{i}", Fault = new string('x', Limits.TextCharsMax) }),
        ];
        await agent.SendAsync(heartbeat);

        Assert.Equal((Limits.FaultsMax, 1), await CountAsync(server, agent));
    }

    private static async Task SendAsync(TestServer server, TestAgent agent, string? fault)
    {
        var heartbeat = agent.Heartbeat();
        heartbeat.SubAgents = [heartbeat.SubAgents[0] with { Version = "1.0.0", State = ProcessState.Running, Fault = fault }];
        var explained = await server.Operator.GetOkAsync($"/api/v1/hosts/{agent.Id}/explain");
        await agent.SendAsync(heartbeat with { Revision = (long)explained["should"]!["revision"]! });
    }

    private static async Task<(int Faults, int Found)> CountAsync(TestServer server, TestAgent agent)
    {
        var host = await server.Operator.GetOkAsync($"/api/v1/hosts/{agent.Id}");
        var found = await server.Operator.GetOkAsync("/api/v1/hosts?q=faults%3E0&count=1");
        return ((int)host["faults"]!, (int)found["count"]!);
    }

    private static async Task<int> CountEventsAsync(TestServer server) =>
        (await server.Operator.GetOkAsync("/api/events?limit=1000"))["events"]!.AsArray().Count(one =>
            (string?)one!["kind"] == "fault" && ((string)one["message"]!).Contains(Refused, StringComparison.Ordinal));

    private static IEnumerable<string> Texts(JsonNode? list) => list!.AsArray().Select(text => (string)text!);
}
