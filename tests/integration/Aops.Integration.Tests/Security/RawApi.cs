using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts.Json;
using Aops.Contracts.Wire;
using Aops.Harness;
using Aops.Hosting;

namespace Aops.Integration.Tests.Security;

/// <summary>Requests as an attacker would write them: any header, any body, and the answer whatever it is.</summary>
public sealed class RawApi : IDisposable
{
    private readonly HttpClient _http;
    private readonly ServerProcess _server;

    /// <summary>Talks to a server; its authority is the only one that is trusted.</summary>
    public RawApi(ServerProcess server)
    {
        _server = server;
        _http = server.CreateClient();
    }

    /// <summary>Sends a request.</summary>
    public async Task<(HttpStatusCode Status, JsonNode? Body)> SendAsync(
        HttpMethod method, string path, string? body, CancellationToken cancellationToken,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await _http.SendAsync(request, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return (answer.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : null);
    }

    /// <summary>Sends a request of the operator.</summary>
    public Task<(HttpStatusCode Status, JsonNode? Body)> OperateAsync(
        HttpMethod method, string path, CancellationToken cancellationToken, string? token = null) =>
        SendAsync(method, path, null, cancellationToken, ("Authorization", $"Bearer {token ?? _server.Api.OperatorToken}"));

    /// <summary>Registers.</summary>
    /// <param name="token">What <c>x-agent-token</c> says.</param>
    /// <param name="id">The identity that is asked for, or null.</param>
    /// <param name="machineId">The machine.</param>
    /// <param name="shownId">What <c>x-agent-id</c> says, or null.</param>
    public Task<(HttpStatusCode Status, JsonNode? Body)> RegisterAsync(
        string token, string? id, string machineId, string? shownId, CancellationToken cancellationToken)
    {
        var request = new RegisterRequest
        {
            AgentId = id, AgentVersion = PublishedPrograms.First,
            Host = new HostInfo { Hostname = "raw", MachineId = machineId, Architecture = "x64" },
        };
        (string, string)[] headers = shownId is null
            ? [(WireHeaders.AgentToken, token)]
            : [(WireHeaders.AgentToken, token), (WireHeaders.AgentId, shownId)];
        return SendAsync(HttpMethod.Post, "/api/agents/register",
            JsonSerializer.Serialize(request, ContractsJson.Default.RegisterRequest), cancellationToken, headers);
    }

    /// <summary>Sends a heartbeat that is answered at once.</summary>
    public Task<(HttpStatusCode Status, JsonNode? Body)> BeatAsync(
        Identity identity, CancellationToken cancellationToken, params string[] faults)
    {
        var heartbeat = new HeartbeatRequest
        {
            Sequence = 1, Revision = 0, IntervalSeconds = 10,
            Host = new HostInfo { Hostname = "raw", MachineId = identity.MachineId, Architecture = "x64" },
            Agent = new AgentStatus
            {
                Version = PublishedPrograms.First, StartedAt = DateTimeOffset.UnixEpoch, Faults = faults,
            },
            SubAgents =
            [
                .. Enumerable.Range(0, faults.Length).Select(number => new Contracts.Wire.SubAgentStatus
                {
                    Name = $"s{number}", State = Contracts.Wire.ProcessState.Running, Since = DateTimeOffset.UnixEpoch,
                    Report = JsonDocument.Parse($"\"{new string('x', 60_000)}\"").RootElement,
                }),
            ],
        };
        return SendAsync(HttpMethod.Post, "/api/agents/heartbeat",
            JsonSerializer.Serialize(heartbeat, ContractsJson.Default.HeartbeatRequest), cancellationToken,
            (WireHeaders.AgentId, identity.AgentId), (WireHeaders.AgentToken, identity.AgentToken));
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _http.Dispose();
}
