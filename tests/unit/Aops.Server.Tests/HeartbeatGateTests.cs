using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests;

public sealed class HeartbeatGateTests
{
    // What is changed in a heartbeat, and a word of the fault that tells of it; null where there is nothing to tell.
    [Theory]
    [InlineData("""{"intervalSeconds":0}""", "intervalSeconds")]
    [InlineData("""{"intervalSeconds":1e999}""", null)]
    [InlineData("""{"revision":"seven","sequence":-1,"holdSeconds":[]}""", null)]
    [InlineData("""{"agent":null}""", "agent.version")]
    [InlineData("""{"agent":{"version":"no version","startedAt":"never","spmPid":"1","faults":[null,7]}}""", "agent.version")]
    [InlineData("""{"agent":{"version":"1.0.0","startedAt":"2026-01-01T00:00:00Z","upgrade":{"from":1}}}""", "agent.upgrade")]
    [InlineData("""{"host":{"hostname":"","machineId":"zz","architecture":null}}""", "host.hostname")]
    [InlineData("""{"history":"no name"}""", null)]
    [InlineData("""{"inventory":{"os":"no hash"}}""", "inventory.os")]
    [InlineData("""{"inventory":{"os":7,"no name":null}}""", "inventory.no name")]
    [InlineData("""{"inventory":[]}""", "inventory")]
    [InlineData("""{"subAgents":{}}""", "subAgents")]
    [InlineData("""{"subAgents":[null,7,{"name":"../a"},{"name":"b","state":1,"since":"x","restarts":"many"}]}""", "subAgents[0]")]
    [InlineData("""{"subAgents":[{"name":"a","state":"asleep","since":"2026-01-01T00:00:00Z","report":"\ud800"}]}""", "report")]
    public async Task Sec_H5_NoContent_IsRefused_AndWhatIsLeftOutIsTold(string change, string? told)
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);

        var (status, reply) = await agent.PostAsync("/api/agents/heartbeat", Changed(agent, change));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.NotNull(reply!["serverTime"]);
        Assert.Equal("online", await agent.StateAsync());
        var faults = (await server.Operator.GetOkAsync($"/api/fleet/{agent.Id}"))["summary"]!["faults"]!.AsArray();
        if (told is null) Assert.Empty(faults);
        else Assert.Contains(faults, fault => ((string)fault!).Contains(told, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(60_000, '<')]
    [InlineData(20_000, 'é')]
    public async Task Sec_H5_AReportThatIsTooLongAsItTravels_IsLeftOut(int count, char letter)
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var revision = (long)(await server.Operator.PutOkAsync("/api/desired?force", """{"subAgents":[]}"""))["revision"]!;
        var report = JsonDocument.Parse($"\"{new string(letter, count)}\"").RootElement;
        var heartbeat = agent.Heartbeat();
        heartbeat.SubAgents = [heartbeat.SubAgents[0] with { Report = report }];

        var (status, reply) = await agent.SendAsync(heartbeat);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(revision, (long)reply!["desired"]!["revision"]!);
        var detail = await server.Operator.GetOkAsync($"/api/fleet/{agent.Id}");
        Assert.Null(detail["heartbeat"]!["subAgents"]![0]!["report"]);
        Assert.Contains("host-metrics", (string)detail["summary"]!["faults"]![0]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sec_H5_AReportWithoutBottom_IsLeftOut()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var deep = new string('[', 200) + new string(']', 200);
        var body = Changed(agent, "{}").Replace("""{"cpu":{"usedPercent":12.5,"count":2}}""", deep, StringComparison.Ordinal);

        var (status, _) = await agent.PostAsync("/api/agents/heartbeat", body);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("online", await agent.StateAsync());
    }

    [Fact]
    public async Task Sec_H5_ManyFaults_AreCut_AndMakeOneEventOnly()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var heartbeat = agent.Heartbeat();
        heartbeat.Agent.Faults = [.. Enumerable.Range(0, 100).Select(i => $"fault {i:000}")];

        await agent.SendAsync(heartbeat);
        await agent.SendAsync(heartbeat);

        var faults = (await server.Operator.GetOkAsync($"/api/fleet/{agent.Id}"))["summary"]!["faults"]!.AsArray();
        Assert.Equal(Limits.FaultsMax, faults.Count);
        Assert.Contains("agent.faults", (string)faults[0]!, StringComparison.Ordinal);
        await Until.TrueAsync(async () => await CountAsync(server, "left out") == 1);
    }

    [Fact]
    public async Task AStateOfALaterVersion_IsShownByItsName()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);

        await agent.PostAsync("/api/agents/heartbeat", Changed(agent, """
            {"subAgents":[{"name":"a","state":"hibernating","since":"2026-01-01T00:00:00Z","upgrade":
              {"from":"1","to":"2","phase":"pondering","at":"2026-01-01T00:00:00Z"}}],"laterMember":{"x":1}}
            """));

        var subAgent = (await server.Operator.GetOkAsync($"/api/fleet/{agent.Id}"))["heartbeat"]!["subAgents"]![0]!;
        Assert.Equal("hibernating", (string?)subAgent["state"]);
        Assert.Equal("pondering", (string?)subAgent["upgrade"]!["phase"]);
    }

    [Fact]
    public async Task AnOutcomeOfALaterVersion_IsShownByItsName_AndAnUnknownKindIsRefusedToTheOperator()
    {
        await using var server = await TestServer.StartAsync();
        var agent = await TestAgent.EnrolAsync(server);
        var path = $"/api/fleet/{agent.Id}/commands";
        var (_, command) = await server.Operator.SendAsync(HttpMethod.Post, path, """{"kind":"restart-agent"}""");

        await agent.PostAsync($"/api/agents/commands/{(string)command!["id"]!}/result",
            """{"outcome":"postponed","at":"2026-01-01T00:00:00Z"}""");
        var refused = await server.Operator.SendAsync(HttpMethod.Post, path, """{"kind":"make-coffee"}""");

        var result = (await server.Operator.GetOkAsync(path))["commands"]![0]!["result"]!;
        Assert.Equal("postponed", (string?)result["outcome"]);
        refused.AssertProblem(HttpStatusCode.UnprocessableEntity, "invalid");
    }

    private static async Task<int> CountAsync(TestServer server, string word) =>
        (await server.Operator.GetOkAsync("/api/events?limit=1000"))["events"]!.AsArray()
            .Count(e => ((string)e!["message"]!).Contains(word, StringComparison.Ordinal));

    // By text, as what is sent here is more than a tree of nodes takes.
    private static string Changed(TestAgent agent, string change)
    {
        var body = JsonNode.Parse(JsonSerializer.Serialize(
            agent.Heartbeat(), ContractsJson.Default.HeartbeatRequest))!.AsObject();
        using var changes = JsonDocument.Parse(change);
        var members = changes.RootElement.EnumerateObject().ToDictionary(m => m.Name, m => m.Value.GetRawText());
        foreach (var (name, value) in body) members.TryAdd(name, value?.ToJsonString() ?? "null");
        return "{" + string.Join(',', members.Select(m => $"\"{m.Key}\":{m.Value}")) + "}";
    }
}
