using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;

namespace Aops.Server.Tests.Support;

/// <summary>The part of an agent that the server sees.</summary>
internal sealed class TestAgent(TestServer server, string id, string token)
{
    public const string Machine = "aa11";

    private long _sequence;

    public string Id { get; } = id;

    public string Token { get; } = token;

    public static async Task<string> NewEnrolmentTokenAsync(TestServer server, int uses = 1)
    {
        var (status, body) = await server.Operator.SendAsync(
            HttpMethod.Post, "/api/enrolment-tokens", $$"""{"uses":{{uses}},"ttlSeconds":3600}""");
        Assert.Equal(HttpStatusCode.Created, status);
        return (string)body!["token"]!;
    }

    public static async Task<TestAgent> EnrolAsync(TestServer server, string? id = null, string machine = Machine)
    {
        var (status, body) = await RegisterAsync(server, await NewEnrolmentTokenAsync(server), id, machine);
        Assert.Equal(HttpStatusCode.OK, status);
        return new TestAgent(server, (string)body!["agentId"]!, (string)body["agentToken"]!);
    }

    public static Task<(HttpStatusCode Status, JsonNode? Body)> RegisterAsync(
        TestServer server, string token, string? id = null, string machine = Machine, string? shownId = null,
        string? proof = null, HostInstance? instance = null, string? attempt = null)
    {
        var request = new RegisterRequest { AgentId = id, Host = Host(machine) with { Instance = instance }, AgentVersion = "1.0.0" };
        List<(string, string)> headers = [(WireHeaders.AgentToken, token)];
        if (shownId is not null) headers.Add((WireHeaders.AgentId, shownId));
        if (proof is not null) headers.Add((WireHeaders.AgentProof, proof));
        if (attempt is not null) headers.Add((WireHeaders.Attempt, attempt));
        return server.Anybody.SendAsync(HttpMethod.Post, "/api/agents/register",
            JsonSerializer.Serialize(request, ContractsJson.Default.RegisterRequest), [.. headers]);
    }

    /// <summary>Asks, in the name of this agent, for an identity of a clone's own.</summary>
    public Task<(HttpStatusCode Status, JsonNode? Body)> CloneAsync(string machine, HostInstance? instance = null) =>
        RegisterAsync(server, Token, Id, machine, shownId: Id, instance: instance);

    public static HostInfo Host(string machine = Machine) =>
        new() { Hostname = "box", MachineId = machine, Architecture = "x64" };

    public HeartbeatRequest Heartbeat(
        long revision = 0, int hold = 0, int interval = 10, string version = "1.0.0", string machine = Machine) => new()
        {
            Sequence = ++_sequence,
            Revision = revision,
            HoldSeconds = hold,
            IntervalSeconds = interval,
            Host = Host(machine),
            Agent = new AgentStatus { Version = version, StartedAt = DateTimeOffset.UnixEpoch, SpmPid = 7 },
            SubAgents =
            [
                new SubAgentStatus
                {
                    Name = "host-metrics",
                    Version = "1.0.0",
                    State = ProcessState.Running,
                    Since = DateTimeOffset.UnixEpoch,
                    Report = JsonDocument.Parse("""{"cpu":{"usedPercent":12.5,"count":2}}""").RootElement,
                },
            ],
        };

    public Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(HeartbeatRequest heartbeat) => PostAsync(
        "/api/agents/heartbeat", JsonSerializer.Serialize(heartbeat, ContractsJson.Default.HeartbeatRequest));

    public Task<(HttpStatusCode Status, JsonNode? Body)> PostAsync(string path, string body) =>
        AskAsync(HttpMethod.Post, path, body);

    public Task<(HttpStatusCode Status, JsonNode? Body)> AskAsync(HttpMethod method, string path, string body) =>
        server.Anybody.SendAsync(method, path, body,
            (WireHeaders.AgentId, Id), (WireHeaders.AgentToken, Token));

    /// <summary>Sends a heartbeat that is answered at once.</summary>
    public async Task<JsonNode> BeatAsync(long revision = 0, int interval = 10, string version = "1.0.0")
    {
        var (status, body) = await SendAsync(Heartbeat(revision, 0, interval, version));
        Assert.Equal(HttpStatusCode.OK, status);
        return body!;
    }

    /// <summary>Sends a heartbeat and returns when the server holds it.</summary>
    public async Task<Task<(HttpStatusCode Status, JsonNode? Body)>> HoldAsync(long revision = 0, int interval = 60)
    {
        var before = server.Application.HeldCount;
        var pending = SendAsync(Heartbeat(revision, interval, interval));
        await Until.TrueAsync(() => server.Application.HeldCount > before);
        return pending;
    }

    public async Task<string> StateAsync() =>
        (string)(await server.Operator.GetOkAsync($"/api/fleet/{Id}"))["summary"]!["state"]!;
}
