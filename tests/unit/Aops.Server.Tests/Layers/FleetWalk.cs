using System.Net;
using System.Text.Json.Nodes;
using Aops.Server.Tests.Support;

namespace Aops.Server.Tests.Layers;

/// <summary>The requests of an operator who rules by groups and layers.</summary>
internal sealed class FleetWalk(TestServer server)
{
    /// <summary>Enrols hosts by a token that gives them labels.</summary>
    public async Task<List<TestAgent>> EnrolAsync(int count, string labels)
    {
        var (status, token) = await server.Operator.SendAsync(
            HttpMethod.Post, "/api/enrolment-tokens", $$"""{"uses":{{count}},"labels":{{labels}}}""");
        Assert.Equal(HttpStatusCode.Created, status);
        var agents = new List<TestAgent>();
        for (var i = 0; i < count; i++)
        {
            var (_, reply) = await TestAgent.RegisterAsync(server, (string)token!["token"]!);
            agents.Add(new TestAgent(server, (string)reply!["agentId"]!, (string)reply["agentToken"]!));
        }
        return agents;
    }

    public async Task CreateGroupAsync(string name, int rank, string query)
    {
        var (status, reply) = await server.Operator.SendAsync(
            HttpMethod.Post, "/api/v1/groups", $$"""{"name":"{{name}}","rank":{{rank}},"q":"{{query}}"}""");
        Assert.True(status == HttpStatusCode.Created, reply?.ToJsonString());
    }

    /// <summary>Writes a layer, whichever versions are published.</summary>
    public async Task<JsonNode> PutAsync(string layer, string document, string message = "")
    {
        var (status, reply) = await server.Operator.SendAsync(HttpMethod.Put, $"/api/v1/layers/{layer}?force", Body(document, message));
        Assert.True(status is HttpStatusCode.OK or HttpStatusCode.Accepted, reply?.ToJsonString());
        return reply!;
    }

    public Task<(HttpStatusCode Status, JsonNode? Body)> PatchAsync(string layer, string document, string words = "") =>
        server.Operator.SendAsync(HttpMethod.Patch, $"/api/v1/layers/{layer}?force{words}", Body(document, "patched"));

    public async Task<JsonNode> RevertAsync(string layer, long revision)
    {
        var (status, reply) = await server.Operator.SendAsync(HttpMethod.Post, $"/api/v1/layers/{layer}/revert?force",
            $$"""{"revision":{{revision}},"strategy":"all-at-once"}""");
        Assert.True(status == HttpStatusCode.OK, reply?.ToJsonString());
        return reply!;
    }

    /// <summary>What a host is told that holds a revision; null where it holds the newest.</summary>
    public static async Task<JsonNode?> AskAsync(TestAgent agent, long held = 0)
    {
        var (status, reply) = await agent.SendAsync(agent.Heartbeat(held));
        Assert.True(status == HttpStatusCode.OK, reply?.ToJsonString());
        return reply!["desired"];
    }

    /// <summary>
    /// What a host is told once it is the wanted thing: a change is on the disk, and seen by operators, before heartbeats are
    /// answered by it.
    /// </summary>
    public static async Task<JsonNode> WaitForAsync(TestAgent agent, Func<JsonNode, bool> isWanted)
    {
        JsonNode? told = null;
        await Until.TrueAsync(async () => (told = await AskAsync(agent)) is not null && isWanted(told));
        return told!;
    }

    public static string Body(string document, string message) =>
        $$"""{"document":{{document}},"message":"{{message}}","strategy":"all-at-once"}""";
}
