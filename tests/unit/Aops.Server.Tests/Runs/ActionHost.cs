using System.Net;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire.Runs;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Runs;

/// <summary>A host that takes commands, which no policy of its own keeps from it.</summary>
internal sealed class ActionHost(TestServer server, TestAgent agent, RunningHost host)
{
    public string Id => agent.Id;

    public RunningHost Host => host;

    public static async Task<ActionHost> StartAsync(TestServer server, string id)
    {
        var machine = Convert.ToHexStringLower(System.Text.Encoding.UTF8.GetBytes(id));
        var agent = await TestAgent.EnrolAsync(server, id, machine);
        var host = new ActionHost(server, agent, new RunningHost(server, agent, RunPolicy.None));
        await host.Host.SpeakAsync();
        return host;
    }

    /// <summary>Waits until a run has offered it its command, and asks for it.</summary>
    public async Task<JsonNode> WaitForCommandAsync(string runId)
    {
        await server.Operator.UntilPhaseAsync(runId, Id, "offered");
        JsonArray commands = [];
        // An offer is on the disk, and seen by operators, before heartbeats are answered by it.
        await Until.TrueAsync(async () => (commands = CommandsIn(await host.SpeakAsync())).Count > 0);
        return Assert.Single(commands)!;
    }

    public static JsonArray CommandsIn(JsonNode reply) => reply["commands"]?.AsArray() ?? [];

    public async Task EndAsync(string commandId, string outcome, string message = "it is said")
    {
        var body = $$"""{"outcome":"{{outcome}}","message":"{{message}}","at":"2026-01-01T00:00:00Z"}""";
        var (status, answer) = await agent.PostAsync($"/api/agents/commands/{commandId}/result", body);
        Assert.True(status == HttpStatusCode.NoContent, $"{status} {answer?.ToJsonString()}");
    }

    public async Task SendLogAsync(string commandId, string text)
    {
        var body = new JsonObject { ["text"] = text }.ToJsonString();
        var (status, answer) = await agent.PostAsync($"/api/agents/commands/{commandId}/log", body);
        Assert.True(status == HttpStatusCode.NoContent, $"{status} {answer?.ToJsonString()}");
    }
}
